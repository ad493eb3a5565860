import { z } from 'zod'
import { route } from '../../../platform/domain.ts'

export const Attachment = z.object({
  id: z.uuid(),
  subjectId: z.uuid(),
  name: z.string(),
  /** MIME type; 'image/jpeg' is a picture. */
  type: z.string(),
  bytes: z.number().int(),
  note: z.string(),
  takenAt: z.string().nullable(),
  /** Where a picture was taken, if that was said: WGS 84 degrees, accuracy in metres. */
  place: z
    .object({ latitude: z.number(), longitude: z.number(), accuracy: z.number().int().nullable() })
    .nullable(),
  addedAt: z.string(),
  byName: z.string(),
  byPost: z.string(),
  /** Whether the viewer added it. */
  mine: z.boolean(),
  withdrawn: z.object({ at: z.string(), reason: z.string() }).nullable(),
})
export type Attachment = z.infer<typeof Attachment>

export const attachmentsContract = {
  withdraw: route(
    'POST',
    '/attachments/{id}/withdraw',
    'attachment.add',
    'Takes back a photo or file that one added by mistake; its content goes',
  )
    .input(
      z.object({
        id: z.uuid(),
        reason: z.string().trim().min(3).max(300).meta({ widget: 'textarea' }),
      }),
    )
    .output(z.object({ id: z.uuid() })),
}
