import type { Api } from '@partial-trust/service/api'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { ask } from '../api/client.js'

type StudyRoute = `GET /v1/corridors/{intent}/${'replay' | 'tune' | 'parts'}`

/** A study takes longer than a look: a log is read, a command is run. */
export const studyPatienceMs = 110_000

export type StudyState<Route extends StudyRoute> = {
  readonly found: Api[Route]['answer'] | undefined
  readonly error: Error | null
  readonly underWay: boolean
  /** Does nothing while one is under way; the button that asks stays, and keeps the focus. */
  again(given: Parameters<typeof ask<Route>>[1]): void
}

/** Has a study worked out once, and again when asked to: never by itself, whatever else changes. */
export function useStudy<Route extends StudyRoute>(
  route: Route,
  first: Parameters<typeof ask<Route>>[1],
): StudyState<Route> {
  const study = useMutation({
    mutationFn: (given: Parameters<typeof ask<Route>>[1]) =>
      ask(route, given, undefined, studyPatienceMs),
  })
  const { mutate } = study
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    mutate(first)
  })
  return {
    found: study.data,
    error: study.error,
    underWay: study.isPending,
    again(given) {
      if (!study.isPending) mutate(given)
    },
  }
}
