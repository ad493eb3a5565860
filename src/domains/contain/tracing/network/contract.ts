import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'
import { Closeness } from '../records/contract.ts'

/** A person as the viewer may see them: of whoever lives elsewhere the ward and nothing else. */
export const ShownPerson = z.object({
  personId: z.uuid().nullable(),
  fullName: z.string().nullable(),
  outside: z.boolean(),
  areaId: z.number().int(),
})
export type ShownPerson = z.infer<typeof ShownPerson>

/** One contact of a path; when, where and how close are null where the viewer sees neither side. */
const Step = z.object({
  /** Whoever was exposed in it. */
  to: ShownPerson,
  firstAt: z.string().nullable(),
  lastAt: z.string().nullable(),
  dayOnly: z.boolean(),
  closeness: Closeness.nullable(),
  placeText: z.string().nullable(),
})

const ReachedPerson = ShownPerson.extend({
  tier: z.number().int().min(1).max(5),
  lastExposureAt: z.string().nullable(),
  /** Their own confirmed case; of somebody outside only that there is one and its code. */
  caseId: z.uuid().nullable(),
  caseCode: z.string().nullable(),
  /** Tier under which they are followed now; null when they are not, or live outside. */
  nowTier: z.number().int().nullable(),
  inQuarantine: z.boolean().nullable(),
  /** From the first person to this one. */
  path: z.array(Step),
})
export type ReachedPerson = z.infer<typeof ReachedPerson>

/** Counts of a tier or of a ward. */
const Counts = z.object({
  people: z.number().int(),
  /** Of those in the viewer's areas: not followed in this tier or a nearer one yet, and no case. */
  fresh: z.number().int(),
  inQuarantine: z.number().int(),
  /** Live outside the viewer's areas, where it is not known what is done already. */
  outside: z.number().int(),
  cases: z.number().int(),
})
export type Counts = z.infer<typeof Counts>

export const Reach = z.object({
  /** Every event up to this number is in the answer. */
  knownTo: z.number().int(),
  infectiousFrom: z.string(),
  infectiousUntil: z.string().nullable(),
  tiers: z.array(Counts.extend({ tier: z.number().int() })),
  wards: z.array(Counts.extend({ areaId: z.number().int(), f1: z.number().int(), f2: z.number().int() })),
  /** The nearest first; `total` says how many there are. */
  people: z.array(ReachedPerson),
  total: z.number().int(),
})
export type Reach = z.infer<typeof Reach>

export const ChainCase = z.object({
  /** Null for a case outside the viewer's areas. */
  caseId: z.uuid().nullable(),
  code: z.string(),
  areaId: z.number().int(),
  outside: z.boolean(),
  chain: z.number().int(),
  generation: z.number().int(),
  /** Calendar dates; null outside. */
  onsetDate: z.string().nullable(),
  confirmedOn: z.string().nullable(),
  detectedIn: z.string().nullable(),
  infected: z.number().int(),
})
export type ChainCase = z.infer<typeof ChainCase>

export const ChainLink = z.object({
  /** Places in `cases`. */
  from: z.number().int(),
  to: z.number().int(),
  /** As an import told it, and not reckoned from dates. */
  stated: z.boolean(),
  firstAt: z.string().nullable(),
  lastAt: z.string().nullable(),
  dayOnly: z.boolean(),
  closeness: Closeness.nullable(),
  placeText: z.string().nullable(),
})
export type ChainLink = z.infer<typeof ChainLink>

export const ChainSummary = z.object({
  chain: z.number().int(),
  /** Code of its first case. */
  code: z.string(),
  size: z.number().int(),
  depth: z.number().int(),
  firstOn: z.string().nullable(),
  lastOn: z.string().nullable(),
  active: z.boolean(),
  wards: z.array(z.number().int()),
})
export type ChainSummary = z.infer<typeof ChainSummary>

const Estimate = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Pairs, infectors or exposed people that it stands on. */
  n: z.number().int(),
  /** Fewer than this and no value is given. */
  least: z.number().int(),
})
export type Estimate = z.infer<typeof Estimate>

export const Parameters = z.object({
  /** Days from onset to onset of a pair (or from confirmation, where onsets are not known): mean with its 95 % limits. */
  serialInterval: Estimate.extend({
    sd: z.number().nullable(),
    shape: z.number().nullable(),
    scale: z.number().nullable(),
    by: z.enum(['onset', 'confirmation']),
    /** Pairs in which the infected had more than one possible source. */
    ambiguous: z.number().int(),
    /** Pairs left out: a date is missing. */
    undated: z.number().int(),
  }),
  /** Case reproduction number of the newest window whose infections have had time to show. */
  reproduction: Estimate.extend({ from: z.string().nullable(), to: z.string().nullable() }),
  /** Infected by each case of the chains, on average, and how unevenly. */
  offspring: Estimate,
  dispersion: Estimate.extend({ share80: z.number().nullable() }),
  /** Of the close contacts of the cases, how many became cases. */
  secondaryAttack: Estimate.extend({ infected: z.number().int(), designEffect: z.number().nullable() }),
})
export type Parameters = z.infer<typeof Parameters>

const Chains = z.object({
  knownTo: z.number().int(),
  disease: z.string().nullable(),
  /** Diseases that have confirmed cases in the area. */
  diseases: z.array(z.object({ key: z.string(), vi: z.string(), en: z.string(), cases: z.number().int() })),
  /** Days without a new case after which a chain is held to have ended, and the basis of that number. */
  quietDays: z.number().int(),
  cases: z.array(ChainCase),
  links: z.array(ChainLink),
  chains: z.array(ChainSummary),
  /** Cases in no chain of at least `minSize`. */
  leftOut: z.number().int(),
  truncated: z.boolean(),
  parameters: Parameters.nullable(),
})
export type Chains = z.infer<typeof Chains>

export const networkContract = {
  reach: route(
    'GET',
    '/cases/{caseId}/reach',
    'contact.read',
    'Everybody whom a case may have reached, by tier, with the path that explains each; the opening is recorded',
  )
    .input(z.object({ caseId: z.uuid(), maxTier: z.coerce.number().int().min(1).max(5).default(3) }))
    .output(Reach),
  whatIf: route(
    'GET',
    '/people/{personId}/what-if',
    'contact.read',
    'Whom a person would have exposed if they were positive; changes nothing, the opening is recorded',
  )
    .input(
      z.object({
        personId: z.uuid(),
        /** First day of illness, or of the positive sample. */
        since: z.iso.date(),
        maxTier: z.coerce.number().int().min(1).max(5).default(2),
      }),
    )
    .output(Reach),
  chains: route(
    'GET',
    '/chains',
    'contact.read',
    'Who infected whom in an area: cases, links, chains and the parameters of the outbreak with their limits',
  )
    .input(
      z.object({
        areaId: z.coerce.number().int().optional(),
        disease: z.string().max(40).optional(),
        from: z.iso.date().optional(),
        to: z.iso.date().optional(),
        minSize: z.coerce.number().int().min(1).max(1000).default(2),
        active: z.enum(['yes', 'no']).optional(),
      }),
    )
    .output(Chains),
}
