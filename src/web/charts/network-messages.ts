import { registerMessages } from '../kit/i18n.ts'

registerMessages('network', {
  vi: {
    keys: 'Phím mũi tên đi theo chuỗi, Enter mở ca, Esc bỏ chọn, + và − phóng to thu nhỏ',
    zoomIn: 'Phóng to',
    zoomOut: 'Thu nhỏ',
    fit: 'Vừa khung',
    png: 'Tải ảnh PNG',
    generation: 'đời {n}',
  },
  en: {
    keys: 'Arrow keys walk the chain, Enter opens the case, Esc clears, + and − zoom',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Fit',
    png: 'PNG picture',
    generation: 'generation {n}',
  },
})
