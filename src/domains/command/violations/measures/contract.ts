import { z } from 'zod'
import { route } from '../../../../platform/domain.ts'
import { type Words, words } from '../../../../platform/words.ts'
import { PLACE_KINDS } from '../../../registry/places/contract.ts'

/** Where a measure can hold: what is no place of the register, then the kinds of places of the register. */
export const SETTINGS = ['public_space', 'public_transport', 'event', 'conference', ...PLACE_KINDS] as const
export const Setting = z.enum(SETTINGS)
export type Setting = z.infer<typeof Setting>

export const SETTING_WORDS: Record<Setting, Words> = {
  public_space: words('Nơi công cộng', 'Public space'),
  public_transport: words('Phương tiện giao thông công cộng', 'Public transport'),
  event: words('Sự kiện', 'Event'),
  conference: words('Hội nghị, cuộc họp', 'Conference, meeting'),
  apartment: words('Chung cư', 'Apartment building'),
  market: words('Chợ', 'Market'),
  school: words('Trường học', 'School'),
  factory: words('Nhà máy', 'Factory'),
  office: words('Cơ quan, công sở', 'Office'),
  health_station: words('Trạm y tế', 'Health station'),
  hospital: words('Bệnh viện', 'Hospital'),
  quarantine_site: words('Khu cách ly tập trung', 'Quarantine site'),
  care_facility: words('Cơ sở thu dung', 'Care facility'),
  lodging: words('Cơ sở lưu trú', 'Lodging'),
  shop: words('Cửa hàng, cơ sở dịch vụ', 'Shop, service'),
  worship: words('Cơ sở tôn giáo', 'Place of worship'),
  other: words('Nơi khác', 'Other place'),
}

const day = z.iso.date()
const Range = z.object({ from: z.number(), to: z.number() })

/** One measure in one setting on a day. */
export const Measure = z.object({
  setting: Setting,
  /** Code of the rule, or id of what an area has set. */
  code: z.string(),
  vi: z.string(),
  /** What an area sets is in the words of its document, whatever the language. */
  en: z.string(),
  basis: z.string(),
  /** Calendar dates, Asia/Ho_Chi_Minh: since when it holds in this setting without a break, and its last day. */
  from: z.string(),
  /** Of the rule only once it is past: until then nobody can say that it is the last. */
  until: z.string().nullable(),
  /** False where `until` is the end of a version that no authority has confirmed. */
  untilConfirmed: z.boolean(),
  /** The act that breaking it is, with the ranges of the day in đồng; null where nothing is fined. */
  act: z
    .object({
      code: z.string(),
      vi: z.string(),
      en: z.string(),
      basis: z.string(),
      person: Range,
      organisation: Range,
    })
    .nullable(),
  /** The area whose command set it; null for what holds everywhere. */
  setBy: z.object({ areaId: z.number().int(), areaName: z.string() }).nullable(),
})
export type Measure = z.infer<typeof Measure>

export const MeasuresOfDay = z.object({
  on: z.string(),
  areaId: z.number().int(),
  /** Of the rule of that day; null where none is on file. */
  legalBasis: z.string().nullable(),
  /** The authority that has confirmed that rule; null where none has, or there is no rule. */
  confirmedBy: z.string().nullable(),
  measures: z.array(Measure),
})
export type MeasuresOfDay = z.infer<typeof MeasuresOfDay>

export const MeasureState = z.enum(['coming', 'in_force', 'ended'])
export type MeasureState = z.infer<typeof MeasureState>

/** What the command of an area has set. */
export const AreaMeasure = z.object({
  id: z.uuid(),
  areaId: z.number().int(),
  areaName: z.string(),
  title: z.string(),
  settings: z.array(Setting),
  act: z.string().nullable(),
  legalBasis: z.string(),
  /** Who signed that document. */
  signedBy: z.string(),
  /** Who is touched by it and how many they are. */
  impact: z.string(),
  fromDay: z.string(),
  untilDay: z.string(),
  createdBy: z.string(),
  createdPost: z.string(),
  createdAt: z.string(),
  /** Ended before its time; one that had not begun holds on no day. */
  ended: z.object({ lastDay: z.string(), at: z.string(), by: z.string(), reason: z.string() }).nullable(),
  /** Computed from the days. */
  state: MeasureState,
  version: z.number().int(),
  mayEnd: z.boolean(),
})
export type AreaMeasure = z.infer<typeof AreaMeasure>

export const MeasureInput = z.object({
  id: z.uuid().optional(),
  areaId: z.number().int().meta({ widget: 'area' }),
  title: z.string().trim().min(3).max(300).meta({ widget: 'textarea' }),
  settings: z.array(Setting).min(1).max(SETTINGS.length),
  /** An act of the rules of the first day; without one the measure is advice. */
  act: z.string().min(1).max(40).optional(),
  /** Number, symbol and day of the document that sets it. */
  legalBasis: z.string().trim().min(3).max(500),
  /** Who signed that document. */
  signedBy: z.string().trim().min(2).max(120),
  /** Who is touched by it and how many they are. */
  impact: z.string().trim().min(3).max(500).meta({ widget: 'textarea' }),
  /** Today or later, at most as many days ahead as a measure may last. */
  fromDay: day,
  /** The last day, included. */
  untilDay: day,
})
export type MeasureInput = z.output<typeof MeasureInput>

export const measuresContract = {
  measures: route(
    'GET',
    '/measures',
    'measure.read',
    'The measures that hold in an area on a day, by setting',
  )
    .input(
      z.object({
        areaId: z.coerce.number().int().optional(),
        on: day.optional(),
        setting: Setting.optional(),
      }),
    )
    .output(MeasuresOfDay),
  areaMeasures: route(
    'GET',
    '/measures/areas',
    'measure.read',
    'What the commands of an area, of those above it and of those below it have set',
  )
    .input(
      z.object({
        areaId: z.coerce.number().int().optional(),
        /** Also what is over, the newest 200. */
        ended: z.union([z.boolean(), z.stringbool()]).optional(),
      }),
    )
    .output(
      z.object({
        measures: z.array(AreaMeasure),
        /** There are more, older ones, which are not in the list. */
        cut: z.boolean(),
        /** The acts that a measure can punish, and for how many days at most one is set; of today. */
        acts: z.array(z.object({ code: z.string(), vi: z.string(), en: z.string() })),
        longestDays: z.number().int().nullable(),
      }),
    ),
  addMeasure: route('POST', '/measures', 'measure.write', 'Sets a measure of an area for a time')
    .input(MeasureInput)
    .output(z.object({ id: z.uuid() })),
  endMeasure: route('POST', '/measures/{id}/end', 'measure.write', 'Ends a measure before its time')
    .input(
      z.object({
        id: z.uuid(),
        version: z.number().int(),
        /** The last day on which it holds: today or later, before its end. */
        lastDay: day,
        reason: z.string().trim().min(3).max(500).meta({ widget: 'textarea' }),
      }),
    )
    .output(z.object({ version: z.number().int() })),
}
