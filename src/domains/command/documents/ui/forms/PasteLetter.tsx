import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../../../../web/kit/api.ts'
import { Drawer, ToneMark, toast, toProblem, useT } from '../../../../../web/kit/index.ts'
import type { Typed } from './fields.ts'

/** Reads the head, the recipients and the signature of an old paper into the fields. */
export function PasteLetter(props: {
  opened: boolean
  onClose: () => void
  onRead: (read: Partial<Typed>) => void
  /** The post whose title the signature gives. */
  post: string | undefined
}) {
  const { opened, onClose, onRead, post } = props
  const t = useT('paper-forms')
  const [text, setText] = useState('')
  const [reading, setReading] = useState(false)
  const [failure, setFailure] = useState('')
  const read = async () => {
    setReading(true)
    setFailure('')
    try {
      const letter = await call.documents.read({ text })
      const { authority, title } = letter.signer
      const found: Partial<Typed> = {
        ...(letter.issuer ? { issuer: letter.issuer } : {}),
        ...(letter.place ? { place: letter.place } : {}),
        ...(letter.recipients.length
          ? {
              recipients: letter.recipients
                .map((r) => r.unit + (r.purpose ? ` (${r.purpose})` : ''))
                .join('\n'),
            }
          : {}),
        ...(authority ? { authority } : {}),
        ...(title && post ? { titles: { [post]: title } } : {}),
      }
      const n = Object.keys(found).length
      if (n === 0) return setFailure(t('paste.nothing'))
      onRead(found)
      toast.done(t('paste.done', { n }))
      setText('')
      onClose()
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      setReading(false)
    }
  }
  return (
    <Drawer opened={opened} onClose={onClose} title={t('paste')}>
      <p className="vx-muted">{t('paste.about')}</p>
      <Textarea
        label={t('paste.text')}
        autosize
        minRows={10}
        maxRows={20}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
      />
      {failure && (
        <p role="alert">
          <ToneMark tone="late" /> {failure}
        </p>
      )}
      <Button mt="sm" disabled={text.trim().length < 20} loading={reading} onClick={() => void read()}>
        {t('paste.read')}
      </Button>
    </Drawer>
  )
}
