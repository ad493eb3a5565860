import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Camera, FileText, MapPin, Paperclip } from 'lucide-react'
import { useRef, useState } from 'react'
import { z } from 'zod'
import { type Attachment, call } from './api.ts'
import { Card } from './card.tsx'
import { ContractForm } from './contract-form.tsx'
import { formatDateTime, formatNumber } from './format.ts'
import { useT } from './i18n.ts'
import { Drawer } from './overlays.tsx'
import { usePostWords } from './post-words.ts'
import { toProblem } from './problem.ts'
import { EmptyState } from './states.tsx'
import { toast } from './toast.tsx'
import { upload } from './upload.ts'
import './attachments.css'

const FILES = '.pdf,.docx,.xlsx'
/** Pixels of the longer side: a page photographed with it is readable. */
const LONGEST = 1600
const QUALITY = 0.82

/** A photo as a smaller JPEG without what the camera wrote into it; what is no picture stays as it is. */
async function lighter(file: File): Promise<{ content: Blob; name: string }> {
  if (!file.type.startsWith('image/')) return { content: file, name: file.name }
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const content = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
  return content ? { content, name: file.name.replace(/\.\w+$/, '.jpg') } : { content: file, name: file.name }
}

/** Where the device is, or undefined when it does not know within ten seconds or may not tell. */
function here(): Promise<GeolocationCoordinates | undefined> {
  return new Promise((done) => {
    if (!('geolocation' in navigator)) return done(undefined)
    navigator.geolocation.getCurrentPosition(
      (p) => done(p.coords),
      () => done(undefined),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
    )
  })
}

/**
 * Photos and files of a record, with a way to add some where one may.
 * @param path where the record's domain takes and hands out its files, e.g. 'tasks' for /api/tasks/files
 */
export function Attachments(props: {
  path: string
  subjectId: string
  items: readonly Attachment[]
  mayAdd: boolean
  title?: string
  /** Inside another card: without a frame, and what adds to it behind a click. */
  nested?: boolean
}) {
  const { path, subjectId, items, mayAdd, nested } = props
  const t = useT('kit')
  const [withdrawing, setWithdrawing] = useState<Attachment>()
  if (items.length === 0 && !mayAdd) return null
  const list = items.length > 0 && (
    <ul className="vx-files">
      {items.map((item) => (
        <FileItem key={item.id} path={path} item={item} onWithdraw={() => setWithdrawing(item)} />
      ))}
    </ul>
  )
  const drawer = <WithdrawDrawer item={withdrawing} onClose={() => setWithdrawing(undefined)} />
  if (nested)
    return (
      <div className="vx-files-nested">
        {list}
        {mayAdd && (
          <details>
            <summary>{props.title ?? t('files')}</summary>
            <AddFile path={path} subjectId={subjectId} />
          </details>
        )}
        {drawer}
      </div>
    )
  return (
    <Card title={props.title ?? t('files')} aside={items.length > 0 ? formatNumber(items.length) : undefined}>
      {items.length === 0 && (
        <EmptyState compact title={t('files.none')}>
          {t('files.none.next')}
        </EmptyState>
      )}
      {list}
      {mayAdd && <AddFile path={path} subjectId={subjectId} />}
      {drawer}
    </Card>
  )
}

function FileItem({ path, item, onWithdraw }: { path: string; item: Attachment; onWithdraw: () => void }) {
  const t = useT('kit')
  const postWords = usePostWords()
  const href = `/api/${path}/files/${item.id}`
  const isPicture = item.type === 'image/jpeg'
  const by = `${item.byName}, ${postWords(item.byPost)} · ${formatDateTime(item.takenAt ?? item.addedAt)}`
  if (item.withdrawn)
    return (
      <li className="vx-file" data-gone>
        <span className="vx-file-mark">
          <FileText size={22} aria-hidden />
        </span>
        <div>
          <s>{item.name}</s>
          <div className="vx-muted">{t('files.gone', { reason: item.withdrawn.reason })}</div>
        </div>
      </li>
    )
  return (
    <li className="vx-file">
      <a href={href} download={item.name} className="vx-file-mark" aria-label={item.name}>
        {isPicture ? (
          <img src={href} alt={item.note || item.name} loading="lazy" />
        ) : (
          <FileText size={22} aria-hidden />
        )}
      </a>
      <div>
        <a href={href} download={item.name}>
          {item.note || item.name}
        </a>
        <div className="vx-muted">{by}</div>
        {item.place && (
          <div className="vx-muted">
            <MapPin size={13} aria-hidden />{' '}
            {t('files.place', {
              at: `${formatNumber(item.place.latitude, { decimals: 5 })}; ${formatNumber(item.place.longitude, { decimals: 5 })}`,
              m: item.place.accuracy ?? '?',
            })}
          </div>
        )}
        {item.mine && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={onWithdraw}>
            {t('files.withdraw')}
          </Button>
        )}
      </div>
    </li>
  )
}

function AddFile({ path, subjectId }: { path: string; subjectId: string }) {
  const t = useT('kit')
  const client = useQueryClient()
  const camera = useRef<HTMLInputElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const [note, setNote] = useState('')
  const [isPlaced, setPlaced] = useState(false)
  const [share, setShare] = useState<number>()
  const [failure, setFailure] = useState('')
  const take = async (chosen: FileList | null) => {
    const all = [...(chosen ?? [])]
    if (all.length === 0 || share !== undefined) return
    setFailure('')
    setShare(0)
    try {
      const place = isPlaced ? await here() : undefined
      for (const [i, file] of all.entries()) {
        const { content, name } = await lighter(file)
        await upload(`/api/${path}/files`, content, {
          name,
          fields: {
            subjectId,
            note: note.trim() || undefined,
            latitude: place && String(place.latitude),
            longitude: place && String(place.longitude),
            accuracy: place && String(Math.round(place.accuracy)),
          },
          onProgress: (part) => setShare((i + part) / all.length),
        })
      }
      setNote('')
      await client.invalidateQueries()
      toast.done(t('files.added', { n: all.length }))
      if (isPlaced && !place) toast.info(t('files.noplace'))
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      setShare(undefined)
      for (const input of [camera.current, files.current]) if (input) input.value = ''
    }
  }
  const isBusy = share !== undefined
  return (
    <div className="vx-files-add">
      <TextInput
        label={t('files.note')}
        value={note}
        maxLength={300}
        onChange={(e) => setNote(e.currentTarget.value)}
      />
      <Checkbox
        label={t('files.here')}
        checked={isPlaced}
        onChange={(e) => setPlaced(e.currentTarget.checked)}
      />
      <div className="vx-files-buttons">
        <Button
          variant="default"
          leftSection={<Camera size={16} aria-hidden />}
          loading={isBusy}
          onClick={() => camera.current?.click()}
        >
          {t('files.photo')}
        </Button>
        <Button
          variant="default"
          leftSection={<Paperclip size={16} aria-hidden />}
          disabled={isBusy}
          onClick={() => files.current?.click()}
        >
          {t('files.file')}
        </Button>
      </div>
      <input
        ref={camera}
        type="file"
        accept="image/*"
        capture="environment"
        multiple
        className="vx-visually-hidden"
        tabIndex={-1}
        aria-label={t('files.photo')}
        onChange={(e) => void take(e.currentTarget.files)}
      />
      <input
        ref={files}
        type="file"
        accept={`image/*,${FILES}`}
        multiple
        className="vx-visually-hidden"
        tabIndex={-1}
        aria-label={t('files.file')}
        onChange={(e) => void take(e.currentTarget.files)}
      />
      {failure && (
        <p role="alert" className="vx-files-failure">
          {failure}
        </p>
      )}
    </div>
  )
}

const Reason = z.object({ reason: z.string().trim().min(3).max(300).meta({ widget: 'textarea' }) })

function WithdrawDrawer({ item, onClose }: { item: Attachment | undefined; onClose: () => void }) {
  const t = useT('kit')
  const client = useQueryClient()
  return (
    <Drawer opened={item !== undefined} onClose={onClose} title={t('files.withdraw')}>
      {item && (
        <ContractForm
          schema={Reason}
          value={{}}
          labels={() => t('files.reason')}
          submitLabel={t('files.withdraw')}
          onCancel={onClose}
          onSubmit={async ({ reason }) => {
            await call.attachments.withdraw({ id: item.id, reason })
            await client.invalidateQueries()
            toast.done(t('files.withdrawn'))
            onClose()
          }}
        />
      )}
    </Drawer>
  )
}
