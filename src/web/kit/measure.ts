import { useEffect, useState } from 'react'

let context: CanvasRenderingContext2D | null | undefined

/** Width in px of a text in the product's typeface; an average where there is no canvas (server, tests). */
export function measureText(text: string, size: number, weight: 400 | 500 | 600 = 400): number {
  context ??= typeof document === 'undefined' ? null : document.createElement('canvas').getContext('2d')
  if (!context) return text.length * size * (weight === 600 ? 0.6 : 0.56)
  context.font = `${weight} ${size}px "Be Vietnam Pro", sans-serif`
  return context.measureText(text).width
}

/** Shortens a text with '…' to at most `width` px. */
export function fitText(text: string, width: number, size: number, weight: 400 | 500 | 600 = 400): string {
  if (measureText(text, size, weight) <= width) return text
  let shown = text
  while (shown.length > 1 && measureText(`${shown}…`, size, weight) > width)
    shown = shown.slice(0, -1).trimEnd()
  return `${shown}…`
}

/** Turns true when the web font has arrived: widths measured before were those of another typeface. */
export function useFontsReady(): boolean {
  const [ready, setReady] = useState(false)
  useEffect(() => {
    let alive = true
    void document.fonts?.ready.then(() => alive && setReady(true))
    return () => {
      alive = false
    }
  }, [])
  return ready
}
