"""Vietnamese: the derivation of the loss, on the Training tab."""

TEXT = {
    "derivation.title": "Hàm mất mát từ đâu ra: phép suy dẫn, kiểm tra trên ảnh của bạn",
    "derivation.say": "Từ hợp lý cực đại đến Thuật toán 1 trong mười một dòng. Hai vế của mỗi dòng được tính ngay "
    "trong trình duyệt, trên ảnh của bạn thu về 32 × 32 điểm ảnh, ở t và với nhiễu của bạn; chi phí tính bằng bit "
    "trên mỗi giá trị màu, của mật độ nên có thể âm. Dấu = nghĩa là mọi chữ số hiển thị đều trùng nhau. Dấu ≈ nghĩa "
    "là một vế được ước lượng từ các lần rút ngẫu nhiên, và ± là sai số chuẩn của nó.",
    "derivation.given": "Thay cho mạng, màu xanh lá: bộ khử nhiễu hoàn hảo cho những ảnh có các giá trị màu được rút "
    "độc lập từ một phân phối Gauss, với trung bình {mean} và phương sai {variance} của ảnh bạn. Nó biết màu của bạn "
    "nhưng không biết hình; bù lại, mọi điều về nó đều biết chính xác.",
    "derivation.place": "Kiểm tra ở t = {t}: các dòng về một bước lùi cần có nhiễu ở cả hai đầu bước và còn một ít "
    "tín hiệu.",
    "derivation.unusable": "Với lịch nhiễu này không so sánh được gì: lúc đầu quá ít nhiễu, hoặc ảnh biến mất ngay. "
    "Hãy chọn lịch khác.",
    "derivation.apart": "lệch nhau nhiều nhất {value} ở mọi chỗ trong ảnh",
    "derivation.errors": "cách nhau {count} lần sai số chuẩn",
    "derivation.parts": "L_T {last}, tổng các L_(t−1) {between}, L_0 {first}",
    "derivation.here": "trọng số ở t này: {weight}",
    "derivation.blind": "không kể t = T, nơi không còn tín hiệu",
    "derivation.why": "Vì sao?",
    "derivation.jensen": "Cận biến phân",
    "derivation.jensen_why": "p(x₀) cộng mọi chuỗi x₁ … x_T có thể kết thúc ở ảnh của bạn; không ai tính nổi. Nhân "
    "rồi chia cho q, ta được trung bình trên các chuỗi bắt đầu từ ảnh của bạn. Logarit của trung bình không nhỏ hơn "
    "trung bình của logarit (Jensen), nên vế phải chỉ có thể lớn hơn. Bộ thay thế là Gauss: ở đây vế trái cũng biết "
    "được. Khoảng hở là cái giá của việc bước đi không nhỏ vô hạn, và của σ² = β̃.",
    "derivation.cost": "chi phí của ảnh: chính xác ≤ dọc một chuỗi",
    "derivation.jump": "Bổ đề: t bước là một cú nhảy",
    "derivation.jump_why": "Mỗi bước co những gì đang có theo hệ số √(1−β) và thêm nhiễu mới có phương sai β. Các hệ "
    "số nhân với nhau; phương sai v thành (1−β) v + β. Tổng các Gauss độc lập là một Gauss, nên sau t bước ta được "
    "phân phối bên trái.",
    "derivation.factor": "hệ số của x₀: tích t hệ số = √ᾱ",
    "derivation.variance": "phương sai: lần lượt t bước = 1 − ᾱ",
    "derivation.walked": "cũng nó, đo trên ảnh đã đi t bước",
    "derivation.bayes": "Bổ đề: một bước, quay ngược lại",
    "derivation.bayes_why": "Quy tắc Bayes, với x₀ luôn cho trước. Chuỗi không có trí nhớ: khi đã biết x_(t−1), x₀ "
    "không nói thêm gì về x_t. Không có x₀ thì không ai biết bước lùi; đó chính là điều mạng phải học.",
    "derivation.density": "log₂ mật độ tại x_(t−1) của bạn: ba chiều tiến = một chiều lùi",
    "derivation.square": "Trung bình và phương sai của nó",
    "derivation.square_why": "Xét theo x_(t−1), cả hai thừa số trên tử đều là Gauss, tích của chúng cũng vậy. Hoàn "
    "thành bình phương: các độ chính xác α/β và 1/(1−ᾱ_(t−1)) cộng lại thành 1/β̃, còn trung bình là điều cả hai nói, "
    "có trọng số theo độ chính xác.",
    "derivation.mean": "trung bình trên ảnh: qua bình phương = theo công thức",
    "derivation.width": "phương sai: qua bình phương = β̃",
    "derivation.telescope": "Cả chuỗi, quay ngược lại",
    "derivation.telescope_why": "Thay bổ đề vào với mỗi t lớn hơn 1. Mỗi q(x_(t−1)|x₀) trên tử triệt tiêu với chính "
    "nó dưới mẫu kế bên; chỉ còn lại q(x_T|x₀).",
    "derivation.chain": "−log₂ của chuỗi T bước: chiều tiến = quay ngược",
    "derivation.sum": "Tổng các phân kỳ",
    "derivation.sum_why": "Giờ q và p đi cùng chiều và được so từng bước. Trung bình của log q/p theo q là phân kỳ "
    "KL. L_T không có gì để học. L_0 là chi phí của bước cuối.",
    "derivation.terms": "dọc một chuỗi ≈ mọi số hạng, dạng đóng",
    "derivation.kl": "Hai phân phối Gauss cùng độ rộng",
    "derivation.kl_why": "Chọn σ² = β̃ thì hai phân phối có cùng phương sai: các logarit của nó triệt tiêu. Chỉ còn "
    "khoảng cách giữa hai trung bình, tính theo đơn vị σ.",
    "derivation.divergence": "bit: log₂ q/p của x_(t−1) đã rút ≈ theo công thức",
    "derivation.noise": "Trung bình, kể qua nhiễu",
    "derivation.noise_why": "Giải x_t = √ᾱ x₀ + √(1−ᾱ) ε theo x₀ rồi thay vào trung bình. Mạng đã có x_t; nó chỉ "
    "thiếu ε. Vậy hãy để nó nói ε.",
    "derivation.picture": "trung bình x₀: từ x_t và ε = ảnh của bạn",
    "derivation.noise_mean": "trung bình của μ̃ trên ảnh: từ ε = từ x₀",
    "derivation.weight": "Trọng số và sai số của nhiễu",
    "derivation.weight_why": "Hai trung bình chứa cùng một x_t; nó triệt tiêu trong hiệu. Còn lại ε và ε̂ với cùng hệ "
    "số β / √(α (1−ᾱ)); bình phương nó được đưa ra trước.",
    "derivation.bits": "bit: khoảng cách trung bình = trọng số × sai số nhiễu",
    "derivation.simple": "Bỏ trọng số",
    "derivation.simple_why": "Với lịch tuyến tính của Ho et al., cận coi trọng nhất các t nhỏ, nơi nhiễu hầu như "
    "không thấy được. L_simple đặt 1 thay cho trọng số: không còn là cận nữa, nhưng ở từng t câu trả lời tốt nhất vẫn "
    "vậy, và ảnh của họ đẹp hơn.",
    "derivation.all": "bit của mọi t lớn hơn 1: theo x₀ = theo ε có trọng số",
    "derivation.algorithm": "Thuật toán 1",
    "derivation.algorithm_why": "L_simple là trung bình theo t và ε. Rút ngẫu nhiên cả hai: tính trung bình, mất mát "
    "của một lần rút bằng L_simple, và gradient của nó là gradient của L_simple. Đó là toàn bộ Thuật toán 1.",
    "derivation.draws": "3.072 lần rút (t, ε), mỗi giá trị màu một lần ≈ L_simple",
    "derivation.slips": "Hai lỗi có thật trên các slide bài giảng",
    "derivation.slips_say": "Nhiễu có phương sai β là √β ε, không phải β ε. Hãy thử quên căn, với cùng các số ngẫu "
    "nhiên, rồi xem.",
    "derivation.slip_none": "không lỗi",
    "derivation.slip_beta": "quên căn của β:",
    "derivation.slip_tilde": "quên căn của β̃:",
    "derivation.slip_none_say": "Chiều tiến, khi t tới T, biểu đồ trở thành đường cong xanh N(0, 1). Chiều lùi, nó "
    "trở thành đường cong xanh của màu ảnh bạn.",
    "derivation.slip_beta_say": "β nhỏ hơn căn của nó nên nhiễu vào quá ít: ảnh nhạt dần thành xám thay vì thành "
    "nhiễu. Nơi β gần 1, căn hầu như không quan trọng: lịch cosine che lỗi này ở những bước cuối. Hãy nhìn đoạn giữa.",
    "derivation.slip_tilde_say": "Mỗi bước lùi kéo về trung bình và phải thêm nhiễu để bù lại. Thiếu nhiễu, mọi giá "
    "trị kết thúc gần trung bình: không còn tương phản, mẫu nào cũng giống nhau.",
    "derivation.slip_right": "như phải thế",
    "derivation.slip_slip": "khi mắc lỗi",
    "derivation.slip_forth": "Chiều tiến từ ảnh của bạn; biểu đồ ở",
    "derivation.slip_back": "Chiều lùi từ nhiễu với bộ thay thế; biểu đồ ở cuối",
    "derivation.slip_forth_frames": "Sáu ảnh của chuỗi tiến",
    "derivation.slip_back_frames": "Sáu ảnh của chuỗi lùi",
    "derivation.slip_histogram": "Biểu đồ các giá trị và mật độ đúng ra phải có",
    "derivation.slip_variance": "phương sai",
    "derivation.slip_instead": "đúng ra:",
}
