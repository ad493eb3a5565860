import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { call } from '../../../../../web/kit/api.ts'
import { Choice, ContractForm, Drawer, toast, useT } from '../../../../../web/kit/index.ts'
import { Cause, ConcludeInput, FindingsInput, type ReviewPage } from '../../workplace/contract.ts'
import { MeasuresField } from './MeasuresField.tsx'

export type Doing = 'find' | 'conclude' | 'reopen' | 'reply'

const { infected, said, measures } = FindingsInput.shape
const { cause, headName, headPost } = ConcludeInput.shape
const FORMS: Record<Doing, z.ZodObject> = {
  find: z.object({ infected, measures: measures.optional(), said }),
  conclude: z.object({ cause, headName, headPost, said }),
  reopen: z.object({ said }),
  reply: z.object({ said }),
}

/** The form of the next step: what was found, the conclusion, opening again, the answer. */
export function ReviewDoing(props: { page: ReviewPage; doing: Doing | undefined; onClose: () => void }) {
  const { doing } = props
  return doing ? <Form key={doing} {...props} doing={doing} /> : null
}

function Form(props: { page: ReviewPage; doing: Doing; onClose: () => void }) {
  const { doing, onClose } = props
  const t = useT('workplace')
  const client = useQueryClient()
  // What is signed is signed on what was seen when the form opened, whatever others add meanwhile.
  const [page] = useState(props.page)
  const send = async (values: Record<string, unknown>) => {
    const input = { measures: [], ...values, id: page.id, version: page.version } as never
    const { workplace } = call.performance
    if (doing === 'find') await workplace.enterFindings(input)
    else if (doing === 'conclude') await workplace.conclude(input)
    else if (doing === 'reopen') await workplace.reopen(input)
    else await workplace.reply(input)
    await client.invalidateQueries()
    toast.done(t(`done.${doing}`))
    onClose()
  }
  const usual: Record<Doing, object> = {
    find: {
      infected: page.findings?.infected,
      said: page.findings?.said,
      measures: page.measures
        .filter((m) => m.state !== 'not_seen' || m.note)
        .map(({ code, state, note }) => ({ code, state, ...(note ? { note } : {}) })),
    },
    conclude: { headName: page.workplace.head ?? undefined },
    reopen: {},
    reply: {},
  }
  const helps: Partial<Record<string, string>> = {
    'find said': t('find.said.help'),
    'find measures': t('field.measures.help'),
    'conclude cause': t('conclude.help', { days: page.replyDays }),
    'conclude headPost': t('field.headPost.help'),
    'reply said': t('reply.said.help'),
  }
  return (
    <Drawer opened onClose={onClose} title={t(`do.${doing}`)} size={doing === 'find' ? 640 : 520}>
      <ContractForm
        schema={FORMS[doing]}
        value={usual[doing]}
        labels={(field) => t(field === 'said' ? `${doing}.said` : `field.${field}`)}
        help={(field) => helps[`${doing} ${field}`]}
        render={{
          cause: ({ value, onChange, help, ...field }) => (
            <Choice
              {...field}
              {...(help ? { description: help } : {})}
              options={Cause.options.map((c) => ({ value: c, label: t(`cause.${c}`) }))}
              value={value as string | null}
              onChange={onChange}
            />
          ),
          measures: (field) => (
            <MeasuresField
              measures={page.measures}
              label={field.label}
              {...(field.help ? { help: field.help } : {})}
              {...(field.error ? { error: field.error } : {})}
              value={(field.value as FindingsInput['measures'] | undefined) ?? []}
              onChange={field.onChange}
            />
          ),
        }}
        draftKey={`workplace-${doing}-${page.id}-${page.version}`}
        submitLabel={t(`send.${doing}`)}
        onCancel={onClose}
        onSubmit={send}
      />
    </Drawer>
  )
}
