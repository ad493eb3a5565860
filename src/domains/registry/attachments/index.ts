import { implement } from '@orpc/server'
import { defineDomain, type RequestContext } from '../../../platform/domain.ts'
import { guarded } from '../../../platform/serve.ts'
import { attachmentsContract } from './contract.ts'
import { withdraw } from './service.ts'

export { attachmentsOf, listAttachments } from './service.ts'

const os = implement(attachmentsContract).$context<RequestContext>().use(guarded)

export const attachments = defineDomain({
  name: 'attachments',
  router: { withdraw: os.withdraw.handler(({ context, input }) => withdraw(context.ctx, input)) },
  rights: {
    'attachment.add': [
      'district-commander',
      'party-monitor',
      'district-clerk',
      'epidemiologist',
      'ward-chair',
      'ward-secretary',
      'ward-nurse',
      'area-police',
      'military',
      'neighbourhood-head',
      'team-member',
      'inspection-lead',
      'front-officer',
    ],
  },
  problems: {
    'file-kind-refused': {
      status: 422,
      vi: 'Chỉ nhận ảnh JPEG và tệp PDF, DOCX, XLSX. Tệp này không phải loại đó, dù tên là gì. Lưu lại đúng loại rồi gửi.',
      en: 'JPEG pictures and PDF, DOCX and XLSX files are taken. This is none of them, whatever its name. Save it as one of these and send again.',
    },
    'files-too-many': {
      status: 409,
      vi: 'Hồ sơ này đã có {most} ảnh và tệp. Ghép các trang vào một tệp PDF rồi gửi.',
      en: 'This record has {most} photos and files. Put pages into one PDF and send that.',
    },
    'attachment-of-another': {
      status: 403,
      vi: 'Chỉ người đã đưa lên mới được gỡ. Hãy nhắn người đó.',
      en: 'Only whoever added it may take it back. Ask them.',
    },
  },
})
