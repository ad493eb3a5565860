import { registerMessages } from '../kit/index.ts'

registerMessages('sign-in', {
  vi: {
    or: 'hoặc',
    provider: 'Đăng nhập bằng {name}',
    refused:
      'Hệ thống đăng nhập chung không nhận ra tài khoản nào của bạn ở đây. Nhờ quản trị tạo hoặc mở tài khoản.',
    other: 'Đăng nhập bằng tài khoản khác',
  },
  en: {
    or: 'or',
    provider: 'Sign in with {name}',
    refused: 'The common sign-in knows no account of yours here. Ask the administrator to make or open one.',
    other: 'Sign in with another account',
  },
})
