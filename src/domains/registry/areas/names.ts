/** Words that say what kind of unit a name is of; people leave them out, shorten them or put the wrong one. */
const KINDS =
  /^(thành phố|tp\.?|quận|q\.|huyện|h\.|thị xã|tx\.?|phường|p\.|xã|x\.|thị trấn|tt\.?|tổ dân phố( số)?|tdp( số)?|khu phố|thôn|city of|district of)\s*(?=\S)/iu
const KINDS_WITHOUT_ACCENTS =
  /^(thanh pho|tp|quan|q|huyen|h|thi xa|tx|phuong|p|xa|x|thi tran|tt|to dan pho( so)?|tdp( so)?|khu pho|thon)(\.\s*|\s+)(?=\S)/i
const KINDS_IN_ENGLISH = /\s+(city|district|town|ward|commune|township)$/i

/** Lower case, no accents, i for y, every sign a space: "Phường Lý Thái-Tổ" → "phuong li thai to". */
export function foldName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/y/g, 'i')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

/** The folded name without the word for its kind: "P. Mai Động", "phuong mai dong" and "Mai Dong Ward" → "mai dong". */
export function bareName(name: string): string {
  const text = name.normalize('NFC').trim()
  if (KINDS_IN_ENGLISH.test(text)) return foldName(text.replace(KINDS_IN_ENGLISH, ''))
  // With accents "Quán Thánh" is no district; without them "quan" can only be the kind.
  const plain = !/[^\x20-\x7e]/.test(text)
  return foldName(plain ? text.replace(KINDS_WITHOUT_ACCENTS, '') : text.replace(KINDS, ''))
}

/** How many letters must be put in, taken out, changed or swapped with the next to get from one text to the other. */
export function editDistance(a: string, b: string): number {
  let last: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const before = last
    last = row
    row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) row[j] = Math.min(row[j]!, before[j - 2]! + 1)
    }
  }
  return row[b.length]!
}
