import { Link, useT } from '../../../../../web/kit/index.ts'
import { ReachOfCase } from './WhatIf.tsx'
import './messages.ts'

/** From the chain of a case to the whole chain, and to whom it reached. */
export function LinksOfChain({ caseId, code }: { caseId: string; code: string }) {
  const t = useT('chains')
  return (
    <span className="vx-chains-links">
      <ReachOfCase caseId={caseId} code={code} />
      <Link href={`/chains?case=${encodeURIComponent(code)}`}>{t('open.chain')}</Link>
    </span>
  )
}
