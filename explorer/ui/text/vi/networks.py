"""Vietnamese: networks from the Hub."""

TEXT = {
    "hub.title": "Từ Hugging Face Hub",
    "hub.source": "Một mạng có sẵn, hoặc owner/name",
    "hub.info": "Mọi DDPM vẽ ảnh theo định dạng của diffusers. owner/name@revision để chọn phiên bản. "
    "Trên CPU, một bước 256×256 mất vài giây. .bin: trọng số ở dạng pickle; chỉ đọc các con số trong đó.",
    "hub.fetch": "Tải về",
    "hub.cancel": "Hủy",
    "hub.none": "Hãy chọn một mạng trong danh sách, hoặc gõ owner/name của nó.",
    "hub.fetching": "Đang tải {name}…",
    "hub.progress": "Đang tải {name}… {done:.0f} / {total:.0f} MB",
    "hub.ready": "{name} đã về; mạng ở trên giờ là mạng này.",
    "hub.cancelled": "Đã hủy tải; mạng ở trên không thay đổi.",
    "hub.failed": "Tải về bị lỗi ngoài dự kiến. Hãy thử lại.",
    "hub.remove": "Xóa",
    "hub.removed": "{name} không còn trong danh sách của bạn.",
    "hub.not_own": "Mạng ở trên không phải do bạn tải từ Hub; hãy chọn một mạng đã tải rồi xóa.",
    "hub.preset": "{name}: {shows}, {size}×{size}, {megabytes} MB",
    "hub.needs_gpu": "cần GPU",
    "hub.objects": "ảnh chụp nhỏ",
    "hub.faces": "khuôn mặt người nổi tiếng",
    "hub.churches": "nhà thờ",
    "hub.bedrooms": "phòng ngủ",
    "hub.cats": "mèo",
}
