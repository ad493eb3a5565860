/** The same words in both languages of the product. */
export interface Words {
  vi: string
  en: string
}

export const words = (vi: string, en: string): Words => ({ vi, en })
