import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const BUILT = fileURLToPath(new URL('../../dist/web/', import.meta.url))

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

/** The entry of the web app, and what the home page of a district fetches once it has its numbers. */
export const SHELL = ['index.html']
export const HOME = [...SHELL, 'map/AreaMap.tsx', 'charts/EpiCurve.tsx', 'charts/echarts.ts']

/**
 * The scripts and style sheets of the built web app that come with some of its modules, and their size gzipped in kB.
 * @throws Error when the app is not built or has no such module
 */
export function weightOf(modules: string[]): { files: string[]; kB: number } {
  const manifest = JSON.parse(readFileSync(`${BUILT}.vite/manifest.json`, 'utf8')) as Record<string, Chunk>
  const files = new Set<string>()
  const take = (name: string) => {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`The build has no module ${name}`)
    if (files.has(chunk.file)) return
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    chunk.imports?.forEach(take)
  }
  modules.forEach(take)
  const bytes = [...files].reduce((sum, f) => sum + gzipSync(readFileSync(BUILT + f)).length, 0)
  return { files: [...files], kB: bytes / 1000 }
}
