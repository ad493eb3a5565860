import { Button, Textarea } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { z } from 'zod'
import { api, call, say, useAddress } from '../../../../web/kit/api.ts'
import {
  Card,
  ContractForm,
  FilterPills,
  Page,
  SkeletonLines,
  Stack,
  ToneMark,
  toast,
  toProblem,
  upload,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import { EnterInput, type LetterOut } from '../contract.ts'
import { Found } from './Found.tsx'

const Incoming = EnterInput.pick({
  type: true,
  form: true,
  symbolPrinted: true,
  issuer: true,
  issuerLevel: true,
  printedOn: true,
  datedOn: true,
  dateNote: true,
  abstract: true,
  signerName: true,
  urgency: true,
  secrecy: true,
})
const Own = EnterInput.pick({ type: true, form: true, abstract: true, urgency: true })
type Facts = z.output<typeof Incoming>

/** Entering a document: paste its text, see what was read from it, correct, save. One's own starts as a draft. */
export function NewDocument() {
  const t = useT('documents')
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const [kind, setKind] = useAddress('kind')
  const [basis] = useAddress('implements')
  const own = kind === 'own' || basis !== undefined
  const [text, setText] = useState('')
  const [letter, setLetter] = useState<LetterOut>()
  const [corrected, setCorrected] = useState<Record<string, boolean>>({})
  const [failure, setFailure] = useState('')
  const [reading, setReading] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const types = useQuery({
    ...api.documents.types.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const directive = useQuery({
    ...api.documents.get.queryOptions({ input: { id: basis ?? '' } }),
    enabled: basis !== undefined,
  })
  if (!types.data || (basis && !directive.data)) return <SkeletonLines lines={8} />

  const read = async (file?: File) => {
    setReading(true)
    setFailure('')
    try {
      let of = text
      if (file) {
        of = (await upload<{ text: string }>('/api/documents/text', file)).text
        setText(of)
      }
      setLetter(await call.documents.read({ text: of }))
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      setReading(false)
    }
  }
  const links = (letter?.citations ?? []).map((c) => ({
    kind: 'based_on' as const,
    printed: c.printed,
    ...(c.date ? { printedOn: c.date } : {}),
    ...(c.likelyDate && corrected[c.symbol] !== false ? { datedOn: c.likelyDate, note: t('slip.note') } : {}),
    ...(c.issuer ? { issuer: c.issuer } : {}),
    ...(c.knownId ? { targetId: c.knownId } : {}),
  }))
  const above = directive.data?.document
  const save = async (facts: Partial<Facts> & Pick<Facts, 'type' | 'abstract' | 'form' | 'urgency'>) => {
    const { secrecy = 'none', ...rest } = facts
    const secret = secrecy !== 'none'
    const made = await call.documents.enter({
      issuer: t('own.issuer'),
      issuerLevel: 'other',
      ...rest,
      secrecy,
      direction: own ? 'issued' : 'incoming',
      ...(secret || !text.trim() ? {} : { body: text, items: letter?.items ?? [] }),
      ...(letter?.signer.title && !own ? { signerTitle: letter.signer.title } : {}),
      ...(letter?.signer.authority && !own ? { signerAuthority: letter.signer.authority } : {}),
      addressees: letter?.addressees ?? [],
      links: [
        ...links.filter((l) => !above || l.targetId !== above.id),
        ...(above
          ? [
              {
                kind: 'implements' as const,
                targetId: above.id,
                printed: above.symbol ?? above.abstract.slice(0, 200),
              },
            ]
          : []),
      ],
    })
    await client.invalidateQueries()
    toast.done(own ? t('own.done') : t('new.done'))
    navigate(`/documents/${made.id}`)
  }
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/documents' }, { label: t(own ? 'own.title' : 'new.title') }]}
      title={t(own ? 'own.title' : 'new.title')}
      subtitle={
        above
          ? t('own.implements', { symbol: above.symbol ?? above.abstract })
          : t(own ? 'own.lead' : 'new.lead')
      }
      width="narrow"
    >
      <Stack>
        {!above && (
          <FilterPills
            label={t('direction')}
            items={[
              { value: '', label: t('new.title') },
              { value: 'own', label: t('own.title') },
            ]}
            value={own ? 'own' : ''}
            onChange={(v) => setKind(v || undefined)}
          />
        )}
        <Card title={t('text')}>
          <Textarea
            label={t(own ? 'text.own' : 'text.paste')}
            description={t('text.help')}
            autosize
            minRows={6}
            maxRows={16}
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
          />
          {failure && (
            <p role="alert">
              <ToneMark tone="late" /> {failure}
            </p>
          )}
          <Button
            mt="sm"
            variant="default"
            disabled={text.trim().length < 20}
            loading={reading}
            onClick={() => read()}
          >
            {t('text.read')}
          </Button>{' '}
          <Button mt="sm" variant="default" disabled={reading} onClick={() => input.current?.click()}>
            {t('text.file')}
          </Button>
          <input
            ref={input}
            type="file"
            accept=".docx,.pdf,.txt"
            className="vx-visually-hidden"
            tabIndex={-1}
            aria-label={t('text.file')}
            onChange={(e) => {
              const file = e.currentTarget.files?.[0]
              e.currentTarget.value = ''
              if (file) void read(file)
            }}
          />
        </Card>
        {letter && (
          <Found
            letter={letter}
            corrected={corrected}
            onCorrect={(symbol, yes) => setCorrected({ ...corrected, [symbol]: yes })}
          />
        )}
        <Card title={t('facts')}>
          <ContractForm
            key={`${own} ${letter?.symbol ?? letter?.abstract ?? ''}`}
            schema={(own ? Own : Incoming) as typeof Incoming}
            labels={(field) => t(`field.${field}`)}
            options={{ type: types.data.map((x) => ({ value: x.type, label: `${say(x)} (${x.type})` })) }}
            value={{
              type: letter?.type ?? (own ? 'KH' : 'CV'),
              form:
                letter && letter.form !== 'none'
                  ? letter.form
                  : above?.form === 'party' && own
                    ? 'party'
                    : 'state',
              issuerLevel: 'district',
              ...(letter?.symbolPrinted ? { symbolPrinted: letter.symbolPrinted } : {}),
              ...(letter?.issuer ? { issuer: letter.issuer } : {}),
              ...(letter?.date ? { printedOn: letter.date } : {}),
              ...(letter?.abstract ? { abstract: letter.abstract } : {}),
              ...(letter?.signer.name ? { signerName: letter.signer.name } : {}),
            }}
            columns={2}
            submitLabel={t(own ? 'own.submit' : 'new.submit')}
            onSubmit={save}
          />
        </Card>
      </Stack>
    </Page>
  )
}
