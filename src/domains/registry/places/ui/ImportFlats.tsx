import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { toast, toProblem, upload, useT } from '../../../../web/kit/index.ts'
import type { FlatImport } from '../contract.ts'

/** A list of flats from a sheet: first what it would do, then doing it. */
export function ImportFlats({ placeId, onDone }: { placeId: string; onDone: () => void }) {
  const t = useT('places')
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File>()
  const [found, setFound] = useState<FlatImport>()
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)

  const send = async (chosen: File, confirm: boolean) => {
    setPending(true)
    setFailure('')
    try {
      const answer = await upload<FlatImport>('/api/places/flats', chosen, {
        fields: { placeId, confirm: String(confirm) },
      })
      setFound(answer)
      if (!answer.done) return
      await client.invalidateQueries()
      toast.done(t('import.done', { added: answer.added }))
      onDone()
    } catch (error) {
      setFound(undefined)
      setFailure(toProblem(error).message)
    } finally {
      setPending(false)
    }
  }
  const choose = (chosen: File | undefined) => {
    if (!chosen) return
    setFile(chosen)
    void send(chosen, false)
  }
  return (
    <div className="vx-stack">
      <p className="places-lead">{t('import.lead')}</p>
      <div>
        <Button variant="default" loading={pending && !found} onClick={() => input.current?.click()}>
          {t('import.choose')}
        </Button>{' '}
        {file?.name}
        <input
          ref={input}
          type="file"
          accept=".xlsx,.csv"
          className="vx-visually-hidden"
          tabIndex={-1}
          aria-label={t('import.file')}
          onChange={(event) => {
            choose(event.currentTarget.files?.[0])
            event.currentTarget.value = ''
          }}
        />
      </div>
      <div role="status">
        {found && (
          <p style={{ margin: 0 }}>{t('import.found', { ...found, errors: undefined, done: undefined })}</p>
        )}
        {failure && <p className="places-failure">{failure}</p>}
      </div>
      {found && found.errors.length > 0 && (
        <div role="alert">
          <p className="places-failure">{t('import.errors', { count: found.errors.length })}</p>
          <ul>
            {found.errors.slice(0, 20).map((e) => (
              <li key={`${e.row} ${e.reason}`}>
                {t('import.row', { row: e.row, reason: t(`import.${e.reason}`) })}
              </li>
            ))}
          </ul>
        </div>
      )}
      {found && found.errors.length === 0 && found.added > 0 && file && (
        <div>
          <Button loading={pending} onClick={() => void send(file, true)}>
            {t('import.confirm', { added: found.added })}
          </Button>
        </div>
      )}
    </div>
  )
}
