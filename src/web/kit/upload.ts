import { getLanguage } from './i18n.ts'

/**
 * Sends a file with the fields that go with it, and tells its progress, which fetch does not.
 * @param fields undefined ones are left out
 * @param onProgress share of the bytes sent, 0 to 1
 * @returns the server's answer; rejects with its problem in the language shown
 */
export function upload<T>(
  path: string,
  file: Blob,
  options: {
    name?: string
    fields?: Record<string, string | undefined>
    onProgress?: (share: number) => void
  } = {},
): Promise<T> {
  const form = new FormData()
  // Fields must come before the file: the server reads the form as a stream.
  for (const [key, value] of Object.entries(options.fields ?? {}))
    if (value !== undefined) form.append(key, value)
  form.append('file', file, options.name)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.responseType = 'json'
    request.upload.onprogress = (e) => e.lengthComputable && options.onProgress?.(e.loaded / e.total)
    request.onerror = () => reject(new TypeError('network'))
    request.onload = () => {
      if (request.status < 300) resolve(request.response as T)
      else
        reject({
          code: request.response?.code ?? 'unexpected',
          message: request.response?.words?.[getLanguage()],
        })
    }
    request.send(form)
  })
}
