import { useT } from '../../../../../web/kit/index.ts'
import {
  collectiveBy,
  type FormPage,
  type PaperBody,
  setPaper,
  symbolBy,
  titleBy,
} from '../../forms/contract.ts'
import './forms.css'

const upper = (text: string) => text.toLocaleUpperCase('vi')

/** Each line ended by `;`, the last one by a full stop, as the renderers do. */
const ended = (lines: string[]) =>
  lines.map((line, i) => line.replace(/[\s;.,]+$/u, '') + (i === lines.length - 1 ? '.' : ';'))

const Lines = ({ text }: { text: string }) =>
  text.split('\n').map((line, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text have no identity
    <div key={i}>{line}</div>
  ))

function Paragraphs({ lines, italic }: { lines: string[]; italic?: boolean }) {
  return lines.map((line, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of one text have no identity
    <p key={i} data-italic={italic || undefined}>
      {line}
    </p>
  ))
}

/** The sample paper of a form as a page of A4, with what is in the fields now. The words are those of the paper itself. */
export function PaperSheet({ page, body }: { page: FormPage; body: PaperBody }) {
  const t = useT('paper-forms')
  const { sample } = page
  const [signer] = page.signers
  const number = symbolBy(body, { ...sample, number: sample.number })
  const p = setPaper({ ...sample, number }, body, [
    ...collectiveBy(body, signer ? [signer.collective] : []),
    ...titleBy(body, signer?.title ? [signer.title] : [], signer?.post),
  ])
  const party = p.form === 'party'
  const letter = p.type === 'CV'
  const abstract = `${party ? '' : t('sheet.letter')}${p.abstract}`
  const placeAndDate = (
    <div className="vx-sheet-date">
      {p.place}, {p.date}
    </div>
  )
  const numbered = (
    <div className="vx-sheet-number">
      {t(party ? 'sheet.number.party' : 'sheet.number.state', { number: p.number })}
      {letter && <div className="vx-sheet-about">{abstract}</div>}
    </div>
  )
  return (
    <section className="vx-sheet" aria-label={t('sheet.label')}>
      <div className="vx-sheet-page" data-form={p.form} lang="vi">
        <div className="vx-sheet-head">
          <div>
            <div className="vx-sheet-superior">
              <Lines text={upper(p.superior)} />
            </div>
            <div className="vx-sheet-issuer">
              <Lines text={upper(p.issuer)} />
            </div>
            {party ? <b>*</b> : <span className="vx-sheet-rule" data-of="issuer" />}
            {numbered}
          </div>
          <div>
            {party ? (
              <div className="vx-sheet-motto" data-alone>
                {t('sheet.party')}
              </div>
            ) : (
              <>
                <div className="vx-sheet-country">{t('sheet.country')}</div>
                <div className="vx-sheet-motto">{t('sheet.motto')}</div>
              </>
            )}
            {placeAndDate}
          </div>
        </div>
        {!letter && (
          <div className="vx-sheet-title">
            <div className="vx-sheet-type">{upper(p.typeName)}</div>
            <div>{p.abstract}</div>
            {party ? <div>-----</div> : <span className="vx-sheet-rule" data-of="abstract" />}
          </div>
        )}
        {p.heading && <div className="vx-sheet-opener">{upper(p.heading)}</div>}
        {p.addressees.length > 0 && (
          <div className="vx-sheet-to">
            <div>{t('sheet.to')}</div>
            <div>
              {ended(p.addressees).map((line) => (
                <div key={line}>- {line}</div>
              ))}
            </div>
          </div>
        )}
        <Paragraphs lines={ended(p.bases)} italic />
        {p.opener && <div className="vx-sheet-opener">{p.opener}</div>}
        <Paragraphs lines={[...p.opening, ...page.content, ...p.closing]} />
        <div className="vx-sheet-foot">
          <div>
            <div className="vx-sheet-recipients-title">{t('sheet.recipients')}</div>
            {ended(p.recipients).map((line, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two recipients may be worded alike
              <div key={i} className="vx-sheet-recipient">
                - {line}
              </div>
            ))}
          </div>
          <div>
            <div className="vx-sheet-authority">
              <Lines text={p.authority.join('\n')} />
            </div>
            <div className="vx-sheet-signer">{p.signer}</div>
          </div>
        </div>
        {p.annexes.map((a, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: annexes have no identity while they are typed
          <div key={i} className="vx-sheet-annex">
            <div>
              <b>{a.label}</b>
            </div>
            <b>{a.title}</b>
            <Paragraphs lines={a.text.split('\n').filter((line) => line.trim())} />
          </div>
        ))}
      </div>
    </section>
  )
}
