import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, call, useNow } from '../../../../../web/kit/api.ts'
import {
  Badge,
  Card,
  ConfirmButton,
  ContractForm,
  calendarDate,
  Drawer,
  ErrorState,
  Link,
  Page,
  SkeletonLines,
  Stack,
  StatusPill,
  toast,
  useNavigateTo,
  useT,
} from '../../../../../web/kit/index.ts'
import type { FormPage } from '../../forms/contract.ts'
import { Compare, Editions, Said } from './Editions.tsx'
import { FormEditor } from './FormEditor.tsx'
import { bodyOf, type Typed, typedOf } from './fields.ts'
import { PaperSheet } from './PaperSheet.tsx'
import { PasteLetter } from './PasteLetter.tsx'
import { STATE_TONES, useTypeWords } from './words.ts'
import './form-messages.ts'
import './forms.css'

const Publish = z.object({ effectiveFrom: z.iso.date() })
const End = z.object({ effectiveTo: z.iso.date() })

/** One edition of a form: its fields beside the paper that they make. */
export function PaperFormPage({ id }: { id: string }) {
  const query = useQuery(api.documents.getForm.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data || query.data.edition.id !== id) return <SkeletonLines lines={10} />
  return <Opened page={query.data} />
}

function Opened({ page }: { page: FormPage }) {
  const t = useT('paper-forms')
  const client = useQueryClient()
  const navigate = useNavigateTo()
  const typeWords = useTypeWords()
  const { edition, may } = page
  // What was typed belongs to the version that it was typed over: a save must not undo what came in between.
  const [start, setStart] = useState({ version: edition.version, typed: typedOf(page) })
  const [typed, setTyped] = useState(start.typed)
  const [saving, setSaving] = useState(false)
  const [asking, ask] = useState<'publish' | 'end' | 'paste'>()
  const dirty = may.edit && JSON.stringify(typed) !== JSON.stringify(start.typed)
  const draft = page.editions.find((e) => e.state === 'draft')
  const body = may.edit ? bodyOf(typed) : edition.body

  const goOn = (version: number, next: Typed) => {
    setStart({ version, typed: next })
    setTyped(next)
  }
  /** @returns the version that is saved, undefined when it was refused */
  const save = async (): Promise<number | undefined> => {
    if (!dirty) return start.version
    setSaving(true)
    try {
      const { name, forBelow, legalBasis } = typed
      const done = await call.documents.saveForm({
        id: edition.id,
        version: start.version,
        name,
        forBelow,
        legalBasis,
        body,
      })
      setStart({ version: done.version, typed })
      await client.invalidateQueries()
      toast.done(t('saved'))
      return done.version
    } catch (error) {
      toast.problem(error)
      return undefined
    } finally {
      setSaving(false)
    }
  }
  const show = async (format: 'pdf' | 'docx') => {
    if ((await save()) === undefined) return
    const address = `/api/paper-forms/${edition.id}/sample.${format}`
    if (format === 'docx') return window.location.assign(address)
    // The server hands files out to be saved; a copy in the browser's hands is shown.
    const file = await fetch(address)
    const shown = file.ok && window.open(URL.createObjectURL(await file.blob()), '_blank')
    if (!shown) window.location.assign(address)
  }
  const renew = async () => {
    try {
      const { form, type, name, forBelow, legalBasis } = edition
      const made = await call.documents.draftForm({
        form,
        type,
        name,
        forBelow,
        legalBasis,
        body: edition.body,
      })
      await client.invalidateQueries()
      navigate(`/documents/forms/${made.id}`)
    } catch (error) {
      toast.problem(error)
    }
  }
  const revert = async () => {
    const fresh = await client.fetchQuery({
      ...api.documents.getForm.queryOptions({ input: { id: edition.id } }),
      staleTime: 0,
    })
    goOn(fresh.edition.version, typedOf(fresh))
  }
  return (
    <Page
      breadcrumbs={[
        { label: t('crumb'), href: '/documents' },
        { label: t('title'), href: '/documents/forms' },
        { label: edition.name },
      ]}
      title={edition.name}
      subtitle={`${typeWords(edition.type)} · ${t(`form.${edition.form}`)} · ${edition.areaLabel}`}
      badges={
        <>
          <StatusPill tone={STATE_TONES[edition.state]}>{t(`state.${edition.state}`)}</StatusPill>
          {edition.forBelow && <Badge>{t('below')}</Badge>}
          {dirty && <Badge tone="due">{t('unsaved')}</Badge>}
        </>
      }
      actions={
        <>
          <Button variant="default" onClick={() => void show('pdf')}>
            {t('pdf')}
          </Button>
          <Button variant="default" onClick={() => void show('docx')}>
            {t('docx')}
          </Button>
          {may.end && (
            <Button variant="default" onClick={() => ask('end')}>
              {t('end')}
            </Button>
          )}
          {draft && draft.id !== edition.id && (
            <Button component={Link} variant="default" href={`/documents/forms/${draft.id}`}>
              {t('open-draft')}
            </Button>
          )}
          {may.renew && <Button onClick={() => void renew()}>{t('renew')}</Button>}
          {may.edit && (
            <Button
              variant={dirty ? 'filled' : 'default'}
              disabled={!dirty}
              loading={saving}
              onClick={() => void save()}
            >
              {t('save')}
            </Button>
          )}
          {may.publish && (
            <Button variant={dirty ? 'default' : 'filled'} onClick={() => ask('publish')}>
              {t('publish')}
            </Button>
          )}
        </>
      }
    >
      <div className="vx-form-columns">
        <Stack>
          {may.edit ? (
            <>
              <div className="vx-form-quick">
                <Button variant="default" onClick={() => ask('paste')}>
                  {t('paste')}
                </Button>
                <ConfirmButton
                  question={t('revert.question')}
                  confirmLabel={t('revert')}
                  disabled={!dirty}
                  onConfirm={revert}
                >
                  {t('revert')}
                </ConfirmButton>
                <ConfirmButton
                  danger
                  question={t('discard.question')}
                  confirmLabel={t('discard')}
                  onConfirm={async () => {
                    await call.documents.discardForm({ id: edition.id, version: start.version })
                    toast.done(t('discarded'))
                    navigate('/documents/forms')
                  }}
                >
                  {t('discard')}
                </ConfirmButton>
              </div>
              <FormEditor page={page} typed={typed} body={body} onChange={setTyped} />
            </>
          ) : (
            <Said page={page} />
          )}
        </Stack>
        <div className="vx-form-sheet">
          <Card title={t('sheet')} aside={t('sheet.aside')}>
            <PaperSheet page={page} body={body} />
          </Card>
        </div>
        <Stack>
          <Compare page={page} body={body} />
          <Editions page={page} />
        </Stack>
      </div>
      <PasteLetter
        opened={asking === 'paste'}
        onClose={() => ask(undefined)}
        onRead={(read) => setTyped({ ...typed, ...read, titles: { ...typed.titles, ...read.titles } })}
        post={page.signers[0]?.post}
      />
      <Dates
        asking={asking === 'publish' || asking === 'end' ? asking : undefined}
        onClose={() => ask(undefined)}
        run={async (day) => {
          if (asking === 'end') {
            await call.documents.endForm({ id: edition.id, version: edition.version, effectiveTo: day })
            toast.done(t('end.done'))
          } else {
            const version = await save()
            if (version === undefined) return
            await call.documents.publishForm({ id: edition.id, version, effectiveFrom: day })
            toast.done(t('published'))
          }
          await client.invalidateQueries()
        }}
      />
    </Page>
  )
}

/** Asks for the first or the last day. */
function Dates(props: {
  asking: 'publish' | 'end' | undefined
  onClose: () => void
  run: (day: string) => Promise<void>
}) {
  const t = useT('paper-forms')
  const today = calendarDate(useNow())
  const { asking, onClose } = props
  if (!asking) return null
  const ends = asking === 'end'
  return (
    <Drawer opened onClose={onClose} title={t(asking)}>
      <p>{t(`${asking}.about`)}</p>
      <ContractForm
        schema={(ends ? End : Publish) as z.ZodObject}
        value={ends ? { effectiveTo: today } : { effectiveFrom: today }}
        labels={(field) => t(`${asking}.${field}`)}
        submitLabel={t(asking)}
        onCancel={onClose}
        onSubmit={async (values) => {
          await props.run(String(values[ends ? 'effectiveTo' : 'effectiveFrom']))
          onClose()
        }}
      />
    </Drawer>
  )
}
