import type { MadeFile } from '../domain.ts'
import { problem } from '../problems.ts'
import type { OfficialDocument } from './official.ts'

const TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** @throws Problem not-found when a paper of that id and format cannot be asked for */
export function checkAsked(id: string, format: string): void {
  if (!TYPES[format] || !UUID.test(id)) throw problem('not-found')
}

/**
 * A paper as PDF or DOCX; both renderers are large and few requests need them. @param as `name` without its ending, `createdAt` is what
 * the PDF says of itself
 */
export async function renderPaper(
  paper: OfficialDocument,
  as: { name: string; format: string; createdAt: Date },
): Promise<MadeFile> {
  const file = { name: `${as.name}.${as.format}`, type: TYPES[as.format]! }
  if (as.format === 'docx') {
    const { renderDocx } = await import('./docx.ts')
    return { ...file, body: await renderDocx(paper) }
  }
  const { renderPdf } = await import('./pdf.ts')
  return { ...file, body: await renderPdf(paper, { createdAt: as.createdAt }) }
}
