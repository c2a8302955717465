import { untouched } from '@partial-trust/control'
import { describe, expect, it } from 'vitest'
import { whatChanged } from './what-changed.js'

const states = Array.from({ length: 20 }, (_, index) => untouched(`corridor_${index}`))

describe('the events of control', () => {
  it('tell the corridors that changed, each once, and none of the others', () => {
    const changed = whatChanged()
    expect(changed(states)).toEqual(states)
    const killed = { ...untouched('corridor_7'), killed: true, version: 1 }
    const now = states.with(7, killed)
    expect(changed(now)).toEqual([killed])
    expect(changed(states)).toEqual([states[7]])
  })

  it('tell that something changed where it was no corridor of this process', () => {
    const changed = whatChanged()
    changed(states)
    expect(changed(states)).toEqual([{}])
    expect(whatChanged()([])).toEqual([{}])
  })
})
