"""Vietnamese: errors: the English template -> its translation."""

ERRORS = {
    "ZeroGPU took its GPU back before the chain had ended. Fewer steps or pictures take less time.":
    "ZeroGPU đã lấy lại GPU trước khi chuỗi kết thúc. Ít bước hơn hoặc ít ảnh hơn thì cần ít thời gian hơn.",
    "The activation {name} is not calculated on a visitor's device.":
    "Hàm kích hoạt {name} không tính được trên thiết bị của người xem.",
    "A visitor's device calculates pictures of at most {most} pixels a side, not {size}.":
    "Thiết bị của người xem chỉ tính được ảnh có cạnh nhiều nhất {most} điểm ảnh, không phải {size}.",
    "This network has too many parameters: on a visitor's device it would need {needed} MB of memory, and may "
    "take {most}.":
    "Mạng này có quá nhiều tham số: trên thiết bị của người xem nó cần {needed} MB bộ nhớ, mà chỉ được dùng {most} MB.",
    "The loss is no longer a number at step {step}: such steps are too large for this network. "
    "Start again with a smaller learning rate.": "Hàm mất mát ở bước {step} không còn là một con số: bước học như "
    "vậy quá lớn đối với mạng này. "
    "Hãy bắt đầu lại với tốc độ học nhỏ hơn.",
    "{folder}: the weights do not fit config.json: {reason}": "{folder}: trọng số không khớp với config.json: {reason}",
    "{field} = {value} is not supported; it must be {wanted}.": "{field} = {value} không được hỗ trợ; "
    "phải là {wanted}.",
    "config.json: {reason}": "config.json: {reason}",
    "Unknown prediction {name!r}; choose one of: {choices}.":
    "Không có kiểu dự đoán {name!r}; hãy chọn một trong: {choices}.",
    "This network takes a batch of shape (B, {channels}, H, W), H and W multiples of {step}, not {shape}.":
    "Mạng này nhận một lô có dạng (B, {channels}, H, W), với H và W là bội của {step}, không phải {shape}.",
    "This network computes in {dtype}, and x is {other}: convert x by x.to(torch.{dtype}).":
    "Mạng này tính bằng {dtype}, còn x là {other}: hãy đổi x bằng x.to(torch.{dtype}).",
    "This network knows no classes: leave label out, and guidance at 1.":
    "Mạng này không có lớp nào: hãy bỏ label và để guidance bằng 1.",
    "A label of this network is a number from 0 to {last}, or {no_label} for none.":
    "Nhãn của mạng này là số từ 0 đến {last}, hoặc {no_label} nếu không có nhãn.",
    "at most {most}, a block's width": "nhiều nhất {most}, bằng độ rộng của một khối",
    "config.json: out_channels is twice in_channels; learned variance is not supported.": "config.json: out_channels "
    "gấp đôi in_channels; phương sai học được không được hỗ trợ.",
    "in_channels, {number}": "in_channels, {number}",
    "config.json: sample_size is not given; write there how many pixels wide a picture is, or give sample_size to "
    "load_checkpoint.":
    "config.json: thiếu sample_size; hãy ghi vào đó một ảnh rộng bao nhiêu điểm ảnh, hoặc đưa sample_size cho "
    "load_checkpoint.",
    "config.json: in_channels = {number}, so this is no network of pictures, which have 1 channel (grey) or 3 "
    "(colour).":
    "config.json: in_channels = {number}, nên đây không phải là mạng vẽ ảnh: ảnh có 1 kênh (xám) hoặc 3 kênh (màu).",
    "null or a whole number from 1 to {most}": "null hoặc số nguyên từ 1 đến {most}",
    "a number from 0 to below {limit}": "số từ 0 đến dưới {limit}",
    "a multiple of {number}": "bội của {number}",
    "a list of multiples of norm_num_groups = {number}": "danh sách các bội của norm_num_groups = {number}",
    "a divisor of {number}": "ước của {number}",
    "config.json: the field {field} is not known, so it is not supported.": "config.json: không rõ trường {field} là "
    "gì nên không hỗ trợ.",
    "config.json: sample_size = {value} is not supported; only square pictures are.": "config.json: "
    "sample_size = {value} không được hỗ trợ; chỉ hỗ trợ ảnh vuông.",
    "a whole number from 1 to {most}": "số nguyên từ 1 đến {most}",
    "a number above 0": "số lớn hơn 0",
    "a list of block types, as long as block_out_channels": "danh sách loại khối, dài bằng block_out_channels",
    "{field}: the block type {kind} is not supported; it must be {wanted}.": "{field}: loại khối {kind} không được hỗ "
    "trợ; phải là {wanted}.",
    "There is no checkpoint {source!r}. Give a folder that holds config.json, or one of: {shipped}.": "Không có "
    "checkpoint {source!r}. Hãy cho một thư mục có config.json, hoặc một trong: {shipped}.",
    "{source!r} is no repository of the Hugging Face Hub; write owner/name or owner/name@revision, such as "
    "google/ddpm-cifar10-32.": "{source!r} không phải là kho trên Hugging Face Hub; hãy viết owner/name hoặc "
    "owner/name@revision, chẳng hạn google/ddpm-cifar10-32.",
    "{file} holds no list of weights; choose a model with safetensors weights.": "{file} không chứa danh sách trọng "
    "số; hãy chọn mô hình có trọng số safetensors.",
    "The Hugging Face Hub cannot be reached, and {repo} is not complete in the cache; check the network, or choose a "
    "model that comes with the explorer.": "Không kết nối được với Hugging Face Hub, và {repo} chưa đủ trong bộ nhớ "
    "đệm; hãy kiểm tra mạng Internet, hoặc chọn một mô hình đi kèm ứng dụng.",
    "The weights cannot be written ({reason}); free some space and try again.": "Không ghi được trọng số ({reason}); "
    "hãy giải phóng bớt dung lượng rồi thử lại.",
    "{file} is damaged or holds more than weights; choose a model with safetensors weights.": "{file} bị hỏng hoặc "
    "chứa nhiều hơn trọng số; hãy chọn mô hình có trọng số safetensors.",
    "{repo} has no revision {revision!r}; write {repo} alone, or a branch, tag or commit that it has.": "{repo} không "
    "có phiên bản {revision!r}; hãy chỉ viết {repo}, hoặc một nhánh, thẻ hay commit mà kho có.",
    "{repo} is not open to everyone; choose another repository, or download it with your own account and give its "
    "folder.": "{repo} không mở cho mọi người; hãy chọn kho khác, hoặc tải về bằng tài khoản của bạn rồi cho biết thư "
    "mục.",
    "The Hugging Face Hub has no public repository {repo}; check how owner and name are spelt.": "Hugging Face Hub "
    "không có kho công khai {repo}; hãy kiểm tra chính tả của owner và name.",
    "The Hugging Face Hub refuses {repo} (error {status}); try again later.": "Hugging Face Hub từ chối {repo} "
    "(lỗi {status}); hãy thử lại sau.",
    "The disk is full; free some space in {folder} and try again.": "Ổ đĩa đã đầy; hãy giải phóng bớt dung lượng trong "
    "{folder} rồi thử lại.",
    "The cache {folder} cannot be used ({reason}); make it writable and try again.": "Không dùng được bộ nhớ đệm "
    "{folder} ({reason}); hãy cấp quyền ghi rồi thử lại.",
    "The download of {repo} broke off; try again.": "Việc tải {repo} bị đứt giữa chừng; hãy thử lại.",
    "The Hub's answer about {repo} makes no sense ({kind}); choose another repository.": "Câu trả lời của Hub về "
    "{repo} không hợp lệ ({kind}); hãy chọn kho khác.",
    "{repo}: {reason} Choose another repository.": "{repo}: {reason} Hãy chọn kho khác.",
    "{repo}: a configuration file is larger than 1 MB; choose another repository.": "{repo}: một tệp cấu hình lớn hơn "
    "1 MB; hãy chọn kho khác.",
    "{repo} has weights of {size:.1f} GB, more than {most:.0f} GB; choose a smaller model.": "{repo} có trọng số nặng "
    "{size:.1f} GB, quá {most:.0f} GB; hãy chọn mô hình nhỏ hơn.",
    "{repo} holds no {file}; choose a repository that has its weights in this file.": "{repo} không có {file}; hãy "
    "chọn kho có trọng số trong tệp này.",
    "{repo} holds its weights as a pickle only, a file that can run code when it is opened; choose a repository with "
    "safetensors weights.": "{repo} chỉ có trọng số dạng pickle, loại tệp có thể chạy mã khi được mở; hãy chọn kho có "
    "trọng số safetensors.",
    "{repo}: {file} names no weights or strange ones; choose another one.": "{repo}: {file} không nêu trọng số nào, "
    "hoặc nêu những trọng số lạ; hãy chọn kho khác.",
    "{file}: the U-Net of this pipeline draws only together with its {part}, which the explorer has not; only a "
    "U-Net that draws pictures by itself is supported.":
    "{file}: U-Net của pipeline này chỉ vẽ được cùng với {part} của nó, thứ không có ở đây; chỉ hỗ trợ U-Net tự vẽ "
    "ra ảnh.",
    "This is latent diffusion: the U-Net draws codes, of which {part} makes pictures; only a U-Net that draws "
    "pictures by itself is supported.":
    "Đây là khuếch tán tiềm ẩn (latent diffusion): U-Net vẽ ra mã, rồi {part} biến mã thành ảnh; chỉ hỗ trợ U-Net tự "
    "vẽ ra ảnh.",
    "{repo} has {classes:,} classes, more than {most:,}; choose a network with fewer.":
    "{repo} có {classes:,} lớp, nhiều hơn {most:,}; hãy chọn mạng có ít lớp hơn.",
    "{repo}: a name in labels.json has more than {most} characters; choose another repository.":
    "{repo}: trong labels.json có tên dài hơn {most} ký tự; hãy chọn kho khác.",
    "You have {most} networks from the Hub, as many as a visitor may have; remove one first.":
    "Bạn đã có {most} mạng từ Hub, đủ số được phép; hãy xóa bớt một mạng trước.",
    "{repo} makes pictures of more than {most} pixels; choose smaller ones.": "{repo} tạo ảnh hơn {most} điểm ảnh; hãy "
    "chọn mạng có ảnh nhỏ hơn.",
    "{repo} describes a network that is too large for the explorer, which takes at most {most:.0f} million parameters; "
    "choose a smaller model.": "{repo} mô tả một mạng quá lớn so với ứng dụng, vốn nhận nhiều nhất {most:.0f} triệu "
    "tham số; hãy chọn mô hình nhỏ hơn.",
    "{repo}: the weights ({size:,} bytes) do not fit config.json ({count:,} parameters); choose another repository.":
    "{repo}: trọng số ({size:,} byte) không khớp với config.json ({count:,} tham số); hãy chọn kho khác.",
    "{reason} Choose another repository.": "{reason} Hãy chọn kho khác.",
    "{repo}: {file} arrived damaged and was deleted; try again.": "{repo}: {file} tải về bị hỏng nên đã bị xóa; hãy "
    "thử lại.",
    "{repo}: a file is larger than the Hub said; try again later.": "{repo}: có tệp lớn hơn Hub đã báo; hãy thử lại "
    "sau.",
    "{repo} holds no {file}, so it is no DDPM checkpoint; choose another repository.": "{repo} không có {file} nên "
    "không phải là checkpoint DDPM; hãy chọn kho khác.",
    "{repo} holds no {file}, a part of its weights; choose another repository.": "{repo} không có {file}, một phần của "
    "trọng số; hãy chọn kho khác.",
    "{folder}: {file} is missing. Copy it into {path}.": "{folder}: thiếu {file}. Hãy chép nó vào {path}.",
    "{folder}: {file} is damaged (it holds no object).": "{folder}: {file} bị hỏng (không chứa đối tượng nào).",
    "{folder}: labels.json must be a list of names.": "{folder}: labels.json phải là một danh sách tên.",
    "{folder}: labels.json has {names} names for {classes} classes.": "{folder}: labels.json có {names} tên cho "
    "{classes} lớp.",
    "{folder}: {file} is damaged ({reason}).": "{folder}: {file} bị hỏng ({reason}).",
    "This machine has no device {name!r}. Use --device auto or --device cpu.": "Máy này không có thiết bị {name!r}. "
    "Hãy dùng --device auto hoặc --device cpu.",
    "There is not enough memory for a picture of this network.": "Không đủ bộ nhớ cho dù chỉ một ảnh của "
    "mạng này.",
    "{some} or {other}": "{some} hoặc {other}",
    "{file} is damaged: {field} = {value} is no number above 0.": "{file} bị hỏng: {field} = {value} không phải là số "
    "lớn hơn 0.",
    "{file} is damaged: nothing of the picture is left before the last step.": "{file} bị hỏng: chưa đến bước cuối đã "
    "không còn gì của ảnh.",
    "{file}: prediction_type = \"epsilon\" cannot be sampled with {reason}: x_T holds no signal, and the noise in it "
    "says nothing about x_0.": "{file}: không thể lấy mẫu với prediction_type = \"epsilon\" khi {reason}: x_T không "
    "chứa tín hiệu, và nhiễu trong đó không nói gì về x_0.",
    "{file} is damaged: num_train_timesteps = {value} is not in 1..{most}.": "{file} bị hỏng: "
    "num_train_timesteps = {value} không nằm trong 1..{most}.",
    "DDPMScheduler, or one of diffusers that walks the chain of a DDPM in another way":
    "DDPMScheduler, hoặc một scheduler khác của diffusers đi trên chuỗi của DDPM",
    "{file}: {field} = {value} is not supported; it must be {wanted}.": "{file}: {field} = {value} không được hỗ trợ; "
    "phải là {wanted}.",
    "{file} is damaged: rescale_betas_zero_snr = true, but a zero terminal SNR needs at least two steps, and signal to "
    "lose in the last one.": "{file} bị hỏng: rescale_betas_zero_snr = true, nhưng để SNR cuối bằng 0 thì cần ít nhất "
    "hai bước, và bước cuối phải còn tín hiệu để mất.",
    "{file} is damaged: trained_betas is no list of numbers above 0 and up to 1.": "{file} bị hỏng: trained_betas "
    "không phải là danh sách các số lớn hơn 0 và không quá 1.",
    "{file} is damaged: trained_betas has {count} numbers for num_train_timesteps = {T}.": "{file} bị hỏng: "
    "trained_betas có {count} số cho num_train_timesteps = {T}.",
    "{file} is damaged: {field} = {value} is no number above 0 and up to 1.": "{file} bị hỏng: {field} = {value} không "
    "phải là số lớn hơn 0 và không quá 1.",
    "{folder} holds its weights as a pickle only ({file}), a file that can run code when it is opened; save them "
    "again with diffusers, which writes {wanted}.":
    "{folder} chỉ có trọng số dạng pickle ({file}), một tệp có thể chạy mã khi được mở; hãy lưu lại bằng diffusers "
    "để có {wanted}.",
    "{folder}: the names of the weights begin with {prefix}, which comes from a wrapper such as "
    "DistributedDataParallel or torch.compile; save the network that is inside it.":
    "{folder}: tên các trọng số bắt đầu bằng {prefix}, do một lớp bọc như DistributedDataParallel hay torch.compile "
    "thêm vào; hãy lưu mạng nằm bên trong nó.",
    "{folder} holds both {file} and {index}; delete the one that is out of date.": "{folder} có cả {file} lẫn {index}; "
    "hãy xóa tệp đã lỗi thời.",
    "{folder}: {file} is damaged (it has no weight_map).": "{folder}: {file} bị hỏng (không có weight_map).",
    "{folder}: {file} is not named in {index}; delete the one that is wrong.": "{folder}: {file} không có tên trong "
    "{index}; hãy xóa tệp sai.",
    "{folder}: {file} does not hold what {index} says: only one of the two knows {tensor}.": "{folder}: {file} không "
    "chứa đúng những gì {index} nêu: chỉ một trong hai tệp biết {tensor}.",
    "{folder}: {file} names {shard}, which is no plain .safetensors file.": "{folder}: {file} nêu {shard}, nhưng đó "
    "không phải là tệp .safetensors thông thường.",
    "{folder}: the weights in {file} are damaged ({reason}).": "{folder}: trọng số trong {file} bị hỏng ({reason}).",
}
