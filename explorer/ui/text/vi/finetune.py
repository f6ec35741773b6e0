"""Vietnamese: the Fine-tune tab, and jobs."""

TEXT = {
    # Fine-tune
    "finetune.tab": "Tinh chỉnh",
    "finetune.intro": "Đưa cho mạng ảnh của chính bạn và xem nó đổi ý.",
    "finetune.intro_more": "Việc huấn luyện chạy ngầm: cứ đóng trang, lúc khác quay lại, nó vẫn còn đây.",
    "finetune.files": "1 đến 200 ảnh",
    "finetune.seen": "Mạng sẽ thấy: {count} ảnh, {size}×{size} điểm ảnh.",
    "finetune.seen_one": "Mạng sẽ thấy: 1 ảnh, {size}×{size} điểm ảnh.",
    "finetune.cropped": "Ảnh không vuông chỉ được lấy phần trong khung: hãy kéo khung hoặc dùng các phím mũi tên.",
    "finetune.grey": "Mạng này chỉ biết thang xám, nên nó xem ảnh của bạn ở thang xám.",
    "finetune.base": "Bắt đầu từ",
    "finetune.name": "Tên của kết quả",
    "finetune.default_name": "ảnh của tôi",
    "finetune.steps": "Số bước huấn luyện",
    "finetune.steps_info": "400 bước mất khoảng một phút trên hai nhân CPU.",
    "finetune.more": "Tùy chọn khác",
    "finetune.light": "Huấn luyện nhẹ",
    "finetune.light_info": "Chỉ các tầng attention, thời gian và nhãn được học: nhanh hơn, và prior cũ vẫn còn.",
    "finetune.scratch": "Từ đầu",
    "finetune.scratch_info": "Quên hết những gì mạng biết. Qua đó thấy việc huấn luyện trước đáng giá đến đâu.",
    "finetune.new_class": "Thành một lớp mới",
    "finetune.new_class_info": "Giữ các lớp mà mạng đã biết, và thêm một lớp mang tên ở trên.",
    "finetune.flip": "Lật gương một nửa số ảnh",
    "finetune.flip_info": "Đa dạng gấp đôi, nhưng đừng dùng cho chữ hay chữ số.",
    "finetune.lr": "Tốc độ học",
    "finetune.batch": "Ảnh mỗi bước",
    "finetune.no_classes": "Mạng này không có lớp nào nên không thể thêm lớp mới. Hãy bỏ chọn “Thành một lớp mới”.",
    "finetune.kept": "Một phiên huấn luyện và kết quả của nó bị xóa {hours:.0f} giờ sau khi kết thúc; những phiên "
    "cũ nhất của bạn bị xóa "
    "sớm hơn nếu tất cả chiếm hơn {gigabytes:.0f} GB.",
    "finetune.forgotten": "Trình duyệt của bạn không lưu gì cho trang này. Khi tải lại hoặc đóng trang, bạn sẽ không "
    "tìm lại được các lần huấn luyện của mình: hãy tải kết quả về trước.",
    "finetune.start": "Bắt đầu huấn luyện",
    "finetune.stop": "Dừng",
    "finetune.draw": "Vẽ bằng mạng này",
    "finetune.further": "Thêm {count} bước",
    "finetune.further_info": "“Thêm {count} bước” nâng tốc độ học lên một lần nữa, nên kết quả gần với một lần "
    "huấn luyện dài ngay từ đầu, nhưng không giống hệt.",
    "finetune.learnt": "Mạng học từ đây: ảnh của bạn ({count}), như mạng nhìn thấy.",
    "finetune.resume": "Tiếp tục",
    "finetune.loss": "mất mát (loss)",
    "finetune.loss_smooth": "trung bình trượt",
    "finetune.loss_early": "t nhỏ (ít nhiễu)",
    "finetune.loss_middle": "t vừa",
    "finetune.loss_late": "t lớn (nhiều nhiễu)",
    "finetune.loss_seen": "ảnh dùng để huấn luyện",
    "finetune.loss_held_out": "ảnh để dành kiểm tra",
    "finetune.axis": "bước huấn luyện",
    "finetune.loss_title": "Mất mát (loss): mạng còn cách câu trả lời đúng bao xa",
    "finetune.no_pictures": "Trước hết hãy thêm ít nhất một ảnh.",
    "finetune.too_many": "Như vậy sẽ là {count} ảnh; chỉ {most} ảnh đầu được dùng.",
    "finetune.already": "Một phiên huấn luyện của bạn vẫn đang chạy. Hãy dừng nó trước, hoặc đợi đến khi xong.",
    "finetune.no_folder": "Không lưu được phiên huấn luyện: thư mục {folder} không ghi được. "
    "Hãy cấp quyền ghi, hoặc khởi động ứng dụng với thư mục khác: python app.py --jobs FOLDER.",
    "finetune.portions": "Mạng lớn được huấn luyện trên ZeroGPU theo từng phần khi trang này đang mở, bằng thời "
    "gian của bạn ở đó. Đóng trang thì huấn luyện tạm dừng; các mạng khác được huấn luyện trên CPU.",
    "finetune.refused": "ZeroGPU hiện không cho mượn GPU: không có cái nào rảnh, hoặc bạn đã dùng hết thời gian. "
    "CPU sẽ huấn luyện thay, lâu hơn.",
    "finetune.temporary": "Thư mục {folder} không ghi được nên các phiên huấn luyện nằm trong thư mục tạm và sẽ mất "
    "khi ứng dụng tắt. Để giữ "
    "chúng, hãy cấp quyền ghi, hoặc khởi động ứng dụng với thư mục khác: python app.py --jobs FOLDER.",
    "finetune.own_full": "Số phiên huấn luyện từ địa chỉ của bạn đang chạy hoặc đang chờ: {count}. "
    "Hãy đợi một phiên hoàn thành.",
    "finetune.queue_full": "Đã có {count} phiên đang chờ. Hãy thử lại sau vài phút.",
    "finetune.full": "Các phiên huấn luyện trên máy chủ này đã chiếm hết {gigabytes:.0f} GB dành cho chúng. Hãy thử "
    "lại sau vài giờ.",
    "finetune.cannot_write": "Không lưu được phiên huấn luyện ({reason}). Hãy giải phóng bớt dung lượng rồi thử lại.",
    "finetune.cannot_stop": "Không gửi được yêu cầu dừng ({reason}). Hãy giải phóng bớt dung lượng rồi thử lại.",
    # Example sets
    "examples.title": "Chưa có sẵn ảnh? Hãy dùng ảnh của chúng tôi",
    "examples.flags": "Mười lá cờ",
    "examples.planets": "Mười hai hành tinh",
    "examples.take": "Dùng những ảnh này",
    "examples.story": "Bản ghi một lần huấn luyện trên những ảnh này: {steps} bước, bắt đầu từ mạng vẽ đồ chơi.",
    "examples.drawn": "Những gì mạng vẽ từ cùng tám nhiễu",
    "examples.scrub": "Bước huấn luyện của ảnh xem trước đã ghi",
    "examples.after": "sau bước {step}: mất mát {loss}",
    "examples.loss": "Mất mát trong lúc huấn luyện, trục logarit",
    "job.empty": "Chưa có phiên huấn luyện nào. Hãy thêm ảnh và bấm Bắt đầu: "
    "ảnh xem trước từ cùng một nhiễu sẽ cho thấy ở đây mạng thay đổi ra sao.",
    "job.queued": "Đang chờ một phiên khác kết thúc",
    "job.queued_behind": "Đang chờ; số phiên đứng trước: {count}",
    "job.starting": "Đang khởi động: nạp mạng",
    "job.running": "Đang huấn luyện",
    "job.stopping": "Sẽ dừng sau bước này",
    "job.done": "Xong: giờ có thể chọn “{name}” ở thẻ Khử nhiễu",
    "job.stopped": "Đã dừng; “Tiếp tục” sẽ đi tiếp từ đây",
    "job.failed": "Huấn luyện bị lỗi. Bấm “Tiếp tục” để thử lại từ điểm lưu gần nhất; "
    "chi tiết nằm trong tệp log ở {folder}.",
    "job.died": "Tiến trình huấn luyện tự kết thúc, có lẽ vì thiếu bộ nhớ. "
    "Bấm “Tiếp tục” để đi tiếp từ điểm lưu gần nhất.",
    "job.node_lost": "Máy đang huấn luyện đã mất, và các máy tiếp quản cũng vậy. "
    "Bấm “Tiếp tục” để đi tiếp từ điểm lưu gần nhất; chi tiết nằm trong tệp log ở {folder}.",
    "job.paused": "Tạm dừng vì trang đã đóng. “Tiếp tục” sẽ đi tiếp từ đó.",
    "job.not_taken": "Các máy huấn luyện không nhận công việc này. Hãy bấm “Tiếp tục” sau để thử lại.",
    "job.interrupted": "Huấn luyện bị gián đoạn. Bấm “Tiếp tục” để đi tiếp từ điểm lưu gần nhất.",
    "job.disk_full": "Ổ đĩa đã đầy. Hãy giải phóng bớt dung lượng rồi bấm “Tiếp tục”.",
    "job.no_device": "Máy này không có thiết bị mà máy chủ được khởi động cùng. "
    "Hãy khởi động lại với --device auto hoặc --device cpu.",
    "job.out_of_memory": "Không đủ bộ nhớ. Hãy đóng các chương trình khác rồi bấm “Tiếp tục”.",
    "job.diverged": "Ở bước {at}, hàm mất mát không còn là một con số: tốc độ học quá lớn. Mạng ở bước {step} được "
    "giữ lại "
    "và dùng được. Hãy bắt đầu lại với tốc độ nhỏ hơn.",
    "job.diverged_at_once": "Ở bước {at}, hàm mất mát không còn là một con số: tốc độ học quá lớn, và chưa có gì "
    "được giữ lại. "
    "Hãy bắt đầu lại với tốc độ nhỏ hơn.",
    "jobpanel.step": "bước {step} / {steps}",
    "jobpanel.left": "còn {time}",
    "jobpanel.rate": "{rate} ảnh/s",
    "jobpanel.memory": "{megabytes} MB",
    "jobpanel.copies": "{count} trên {of} ảnh xem trước gần như sao chép ảnh của bạn",
    "jobpanel.no_copies": "Không ảnh nào trong {of} ảnh xem trước sao chép ảnh của bạn",
    "jobpanel.nearest": "Cạnh nhau thành cặp: mỗi ảnh xem trước, và ảnh gần nó nhất trong số ảnh của bạn",
    "jobpanel.pair": "Xem trước {preview}, ảnh {picture} của bạn",
    "jobpanel.near_copy": "gần như sao chép",
    "jobpanel.copy": "Gần như sao chép nghĩa là: ảnh vẽ ra có cùng chi tiết với một ảnh của bạn (để nguyên, lật gương "
    "hoặc lệch một điểm ảnh), và gần ảnh đó hơn hẳn so với khoảng cách từ ảnh đó đến mọi ảnh khác của bạn. "
    "Ít ảnh mà nhiều bước thì sẽ ra bản sao: khi ấy mạng nhớ lại thay vì vẽ.",
    "jobpanel.preview": "Những gì mạng vẽ từ cùng tám nhiễu",
    "jobpanel.after": "sau bước {step}",
    "jobpanel.scrub": "Bước huấn luyện của ảnh xem trước",
    "jobpanel.progress": "Tiến độ huấn luyện",
    "gallery.remove": "Bỏ ảnh {number}",
    "gallery.frame": "Phần mạng thấy của ảnh {number}",
    "gallery.place": "điểm ảnh {first} đến {last} trên {of}",
    "gallery.pictures": "Những gì mạng sẽ thấy",
}
