import { Button, Progress, Select } from '@mantine/core'
import { FileUp } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { areaInSentence, say, useArea } from '../../../../web/kit/api.ts'
import {
  Card,
  formatNumber,
  formatPercent,
  toProblem,
  upload,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import { ImportKind } from '../contract.ts'
import { useVocabulary } from './vocabulary.ts'

const ACCEPT = '.xlsx,.csv,.tsv,.txt'

/** A place to drop a file, or to choose one; its reading starts at once. */
export function Upload() {
  const t = useT('imports')
  const navigate = useNavigateTo()
  const area = useArea()
  const vocabulary = useVocabulary()
  const input = useRef<HTMLInputElement>(null)
  const [kind, setKind] = useState<string | null>(null)
  const [over, setOver] = useState(false)
  const [sending, setSending] = useState<{ name: string; share: number }>()
  const [failure, setFailure] = useState('')

  const take = async (file: File | undefined) => {
    if (!file || sending || !area) return
    setFailure('')
    setSending({ name: file.name, share: 0 })
    try {
      const { id } = await upload<{ id: string }>('/api/imports/upload', file, {
        fields: { areaId: String(area.areaId), kind: kind ?? undefined },
        onProgress: (share) => setSending({ name: file.name, share }),
      })
      navigate(`/imports/${id}`)
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      setSending(undefined)
      if (input.current) input.current.value = ''
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    <Card title={t('upload')} aside={area && t('upload.into', { area: areaInSentence(area.area) })}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra way; the button beside it does the same */}
      <div
        className="imports-drop"
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileUp size={26} aria-hidden className="imports-drop-mark" />
        {sending ? (
          <div className="imports-drop-text" role="status">
            <b>{sending.name}</b>
            <Progress value={sending.share * 100} aria-label={t('upload.sending')} />
            <span className="vx-muted">
              {sending.share < 1
                ? `${t('upload.sending')} ${formatPercent(sending.share)}`
                : t('upload.reading')}
            </span>
          </div>
        ) : (
          <div className="imports-drop-text">
            <b>{t('upload.drop')}</b>
            <span className="vx-muted">
              {t('upload.limits', { mb: formatNumber(50), rows: formatNumber(100_000) })}
            </span>
          </div>
        )}
        <div className="imports-drop-side">
          <Select
            label={t('kind')}
            placeholder={t('kind.guess')}
            clearable
            data={ImportKind.options.map((k) => ({
              value: k,
              label: vocabulary ? say(vocabulary.kinds[k]!.words) : k,
            }))}
            value={kind}
            onChange={setKind}
          />
          <Button loading={sending !== undefined} onClick={() => input.current?.click()}>
            {t('upload.choose')}
          </Button>
        </div>
        <input
          ref={input}
          type="file"
          accept={ACCEPT}
          className="vx-visually-hidden"
          tabIndex={-1}
          aria-label={t('upload.choose')}
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
      </div>
      {failure && (
        <p role="alert" className="imports-failure">
          {failure}
        </p>
      )}
    </Card>
  )
}
