/** A dot with its words; several dots in one place share them. */
export type Labelled = {
  readonly x: number
  readonly y: number
  readonly words: string
  readonly wordsX: number
  readonly wordsY: number
  readonly anchor: 'start' | 'end' | 'middle'
}

type Dot = { readonly x: number; readonly y: number; readonly word: string }
type Area = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Dots closer than this cannot be told apart. */
const together = 8
const letter = 7.6
const line = 12

/** Puts words beside dots where they cover no other dot or words, as far as there is room. */
export function placeLabels(
  dots: readonly Dot[],
  box: { readonly left: number; readonly right: number },
): readonly Labelled[] {
  const groups: Dot[][] = []
  for (const dot of dots) {
    const near = groups.find(([first]) => first !== undefined && isNear(first, dot))
    if (near === undefined) groups.push([dot])
    else near.push(dot)
  }
  const taken: Area[] = groups.flatMap(([dot]) => (dot === undefined ? [] : [around(dot)]))
  return groups.flatMap((group) => {
    const [dot] = group
    if (dot === undefined) return []
    const words = group.map(({ word }) => word).join(', ')
    const places = candidates(dot, words.length * letter)
    const best = places.findLast(
      ({ area }) =>
        area.x >= box.left &&
        area.x + area.width <= box.right &&
        !taken.some((one) => meet(one, area)),
    )
    const chosen = best ?? places.at(-1)
    if (chosen === undefined) return []
    taken.push(chosen.area)
    const { x, y } = dot
    return [{ x, y, words, wordsX: chosen.x, wordsY: chosen.y, anchor: chosen.anchor }]
  })
}

function isNear(a: Dot, b: Dot): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < together
}

function around({ x, y }: Dot): Area {
  return { x: x - 5, y: y - 5, width: 10, height: 10 }
}

/** The best place last: right of the dot. */
function candidates(
  { x, y }: Dot,
  width: number,
): readonly { area: Area; x: number; y: number; anchor: Labelled['anchor'] }[] {
  const at = (left: number, middle: number): Area => ({
    x: left,
    y: middle - line / 2,
    width,
    height: line,
  })
  return [
    { area: at(x - width / 2, y + 14), x, y: y + 18, anchor: 'middle' },
    { area: at(x - width / 2, y - 13), x, y: y - 9, anchor: 'middle' },
    { area: at(x - 8 - width, y), x: x - 8, y: y + 4, anchor: 'end' },
    { area: at(x + 8, y), x: x + 8, y: y + 4, anchor: 'start' },
  ]
}

function meet(a: Area, b: Area): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
