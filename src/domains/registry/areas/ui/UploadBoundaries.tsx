import { Button, TextInput } from '@mantine/core'
import { type DragEvent, useRef, useState } from 'react'
import { useNow } from '../../../../web/kit/api.ts'
import {
  Card,
  calendarDate,
  DateField,
  toProblem,
  upload,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import './messages.ts'
import './areas.css'

/** Hands a file of boundaries in; its review opens when the borders are joined. */
export function UploadBoundaries() {
  const t = useT('areas')
  const navigate = useNavigateTo()
  const today = calendarDate(useNow())
  const input = useRef<HTMLInputElement>(null)
  const [source, setSource] = useState('')
  const [validFrom, setValidFrom] = useState<string | null>(`${today.slice(0, 4)}-01-01`)
  const [validTo, setValidTo] = useState<string | null>(null)
  const [over, setOver] = useState(false)
  const [sending, setSending] = useState('')
  const [failure, setFailure] = useState('')
  const ready = source.trim() !== '' && validFrom !== null

  const take = async (file: File | undefined) => {
    if (!file || sending || !ready) return
    setFailure('')
    setSending(file.name)
    try {
      const { id } = await upload<{ id: string }>('/api/areas/boundary-sets', file, {
        fields: { source, validFrom, validTo: validTo ?? undefined },
      })
      navigate(`/areas/boundaries/${id}`)
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      setSending('')
      if (input.current) input.current.value = ''
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    <Card title={t('upload')}>
      <div className="areas-fields">
        <TextInput
          label={t('source')}
          description={t('source.help')}
          value={source}
          onChange={(e) => setSource(e.currentTarget.value)}
          withAsterisk
        />
        <DateField label={t('validFrom')} value={validFrom} onChange={setValidFrom} required />
        <DateField label={t('validTo')} value={validTo} onChange={setValidTo} />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra way; the button does the same */}
      <div
        className="areas-drop"
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <div role="status">
          <b>{sending || t('upload.drop')}</b>
          <p>{sending ? t('upload.drawing') : t('upload.limits')}</p>
        </div>
        <Button loading={sending !== ''} disabled={!ready} onClick={() => input.current?.click()}>
          {t('upload.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".geojson,.json"
          className="vx-visually-hidden"
          tabIndex={-1}
          aria-label={t('upload.choose')}
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
      </div>
      {failure && (
        <p role="alert" className="areas-failure">
          {failure}
        </p>
      )}
    </Card>
  )
}
