import type { ProblemKind } from './problems.ts'

/** Refusals of sign-in and accounts. None of them tells whether an account exists. */
export const authProblems: Record<string, ProblemKind> = {
  'sign-in-wrong': {
    status: 401,
    vi: 'Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra rồi nhập lại; quên thì nhờ quản trị đặt lại.',
    en: 'User name or password is wrong. Check and try again; if forgotten, ask the administrator for a reset.',
  },
  'sign-in-delayed': {
    status: 429,
    vi: 'Đã sai nhiều lần. Đợi {seconds} giây rồi thử lại, hoặc nhờ quản trị mở khóa.',
    en: 'Too many wrong attempts. Wait {seconds} seconds and try again, or ask the administrator to unlock.',
  },
  'code-wrong': {
    status: 401,
    vi: 'Mã chưa đúng hoặc đã dùng. Nhập mã đang hiện trong ứng dụng xác thực.',
    en: 'The code is wrong or was used already. Enter the one your authenticator shows now.',
  },
  'second-factor-needed': {
    status: 403,
    vi: 'Chức danh của bạn cần yếu tố thứ hai. Đăng nhập lại để thiết lập hoặc nhập mã.',
    en: 'Your post needs a second factor. Sign in again to set it up or to enter its code.',
  },
  'second-factor-kept': {
    status: 409,
    vi: 'Chức danh của bạn bắt buộc có yếu tố thứ hai nên không tắt được.',
    en: 'Your post requires a second factor, so it cannot be switched off.',
  },
  'second-factor-present': {
    status: 409,
    vi: 'Tài khoản đã có yếu tố thứ hai. Tắt cái cũ trước, hoặc nhờ quản trị bỏ đi.',
    en: 'The account has a second factor already. Switch the old one off first, or ask the administrator.',
  },
  'password-change-needed': {
    status: 403,
    vi: 'Mật khẩu này chỉ dùng một lần. Đăng nhập lại để đặt mật khẩu của riêng bạn.',
    en: 'This password is for one use. Sign in again to set one of your own.',
  },
  'password-wrong': {
    status: 422,
    vi: 'Mật khẩu hiện tại chưa đúng.',
    en: 'The present password is wrong.',
  },
  'password-too-short': {
    status: 422,
    vi: 'Mật khẩu mới cần ít nhất {least} ký tự. Một câu dễ nhớ là đủ; ký tự nào cũng được.',
    en: 'The new password needs at least {least} characters. A sentence will do; any character counts.',
  },
  'password-too-long': {
    status: 422,
    vi: 'Mật khẩu mới dài quá {most} ký tự.',
    en: 'The new password has more than {most} characters.',
  },
  'password-common': {
    status: 422,
    vi: 'Mật khẩu mới nằm trong danh sách hay bị đoán trước tiên. Chọn mật khẩu khác.',
    en: 'The new password is among those that are guessed first. Choose another.',
  },
  'password-names': {
    status: 422,
    vi: 'Mật khẩu mới chứa tên đăng nhập hoặc tên phần mềm. Chọn mật khẩu khác.',
    en: "The new password holds your user name or the product's name. Choose another.",
  },
  'password-same': {
    status: 422,
    vi: 'Mật khẩu mới trùng mật khẩu đang dùng. Chọn mật khẩu khác.',
    en: 'The new password is the present one. Choose another.',
  },
  'username-taken': {
    status: 409,
    vi: 'Tên đăng nhập hoặc địa chỉ thư này đã có người dùng. Chọn tên khác.',
    en: 'This user name or e-mail address is taken. Choose another.',
  },
  'post-elsewhere': {
    status: 422,
    vi: 'Chức danh này không thuộc cấp của địa bàn đã chọn. Chọn địa bàn đúng cấp.',
    en: 'This post does not exist at the level of the chosen area. Choose an area of its level.',
  },
  'succession-early': {
    status: 422,
    vi: 'Người đang giữ chức danh này nhận việc từ {since}. Chọn ngày không sớm hơn.',
    en: 'The present holder has held this post since {since}. Choose no earlier day.',
  },
  'succession-ahead': {
    status: 422,
    vi: 'Ngày nhận việc còn ở tương lai. Đến ngày đó hãy thay, vì quyền chuyển ngay khi lưu.',
    en: 'That day is still to come. Hand over on the day itself, because rights move at once.',
  },
  'holder-already': {
    status: 409,
    vi: 'Người này đang giữ chính chức danh đó. Chọn người khác.',
    en: 'This person holds that very post. Choose somebody else.',
  },
  'own-account': {
    status: 409,
    vi: 'Không làm việc này với chính tài khoản của mình được. Nhờ một quản trị khác.',
    en: 'This cannot be done to your own account. Ask another administrator.',
  },
  'provider-unreachable': {
    status: 503,
    vi: 'Hệ thống đăng nhập chung chưa trả lời. Thử lại sau ít phút, hoặc dùng mật khẩu.',
    en: 'The sign-in provider does not answer. Try again in a few minutes, or use your password.',
  },
  'host-unknown': {
    status: 403,
    vi: 'Máy chủ không phục vụ dưới địa chỉ này. Mở trang từ địa chỉ chính thức của hệ thống.',
    en: "The server does not serve under this address. Open the page from the system's own address.",
  },
  'origin-refused': {
    status: 403,
    vi: 'Yêu cầu đến từ một trang khác nên bị từ chối. Mở lại trang này từ địa chỉ của hệ thống.',
    en: "The request came from another site and was refused. Open this page from the system's own address.",
  },
  'media-type-refused': {
    status: 415,
    vi: 'Kiểu nội dung gửi lên không được nhận ở đây.',
    en: 'This type of content is not accepted here.',
  },
}
