import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Limits } from '../../src/platform/files/table.ts'
import { openZip, zipPart } from '../../src/platform/files/zip.ts'

/** The text of every part of an XLSX or DOCX, its tags left in. */
export async function textOfZip(bytes: Buffer, limits: Limits): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vx-zip-'))
  try {
    const path = join(folder, 'file')
    await writeFile(path, bytes)
    const zip = await openZip(path, limits)
    const texts: string[] = []
    for (const name of zip.entries.keys()) {
      if (!/\.(xml|rels)$/.test(name)) continue
      for await (const piece of zipPart(zip, name)) texts.push(piece.toString())
    }
    return texts.join('')
  } finally {
    await rm(folder, { recursive: true })
  }
}
