"""Vietnamese."""

TEXT = {
    "app.title": "Diffusion Explorer",
    "app.warning": "Cảnh báo",
    "app.busy": "Quá nhiều yêu cầu của bạn vẫn đang được xử lý. Hãy đợi một chút rồi thử lại.",
    "app.whole": "“{name}” phải là số nguyên từ {low} đến {high}.",
    "app.number": "“{name}” phải là một số từ {low} đến {high}.",
    "app.subtitle": "Một bức ảnh biến thành nhiễu ra sao, và một mạng nơ-ron tìm đường trở về thế nào.",
    # Head of the page, links, lessons
    "header.lessons": "Bài học",
    "header.lecture": "Giảng bài",
    "header.lecture_info": "Cỡ lớn, chỉ còn ảnh và phương trình (phím L)",
    "header.link": "Chép liên kết",
    "header.copied": "Đã chép: liên kết này mở lại trang đúng như lúc này.",
    "header.by_hand": "Hãy chép liên kết này; nó mở lại trang đúng như lúc này.",
    "header.theme": "Sáng hoặc tối",
    "header.language": "Ngôn ngữ",
    "link.bad": "Liên kết này có những mục không được biết ở đây: {names}. Phần còn lại đã được mở.",
    "lessons.title": "Bài học",
    "lessons.step": "Bước",
    "lessons.steps": "Các bước của bài học",
    "lessons.back": "Lùi một bước",
    "lessons.next": "Tiến một bước",
    "lessons.close": "Đóng bài học",
    "lesson.jump.title": "Nhảy một lần cũng bằng t bước",
    "lesson.jump.look": "Ảnh thứ nhất được thêm nhiễu bằng một cú nhảy, ảnh thứ hai bằng t bước nhỏ. Hãy so sánh trung "
    "bình, phương sai và histogram, đừng so từng điểm ảnh.",
    "lesson.jump.question": "Vì sao khi huấn luyện có thể nhảy thẳng đến t bất kỳ?",
    "lesson.jump.answer": "Tổng các nhiễu độc lập có phân phối chuẩn lại có phân phối chuẩn. Vì thế q(xₜ | x₀) có "
    "công thức đóng: √ᾱₜ x₀ cộng với nhiễu có phương sai 1−ᾱₜ. Không cần tính bước nào ở giữa.",
    "lesson.jump.1": "t = 50: một chút nhiễu",
    "lesson.jump.2": "t = 250: nửa đường, nhìn bằng mắt",
    "lesson.jump.3": "t = 950: cả hai đã gần như N(0, 1)",
    "lesson.cosine.title": "Lịch tuyến tính hay cosine?",
    "lesson.cosine.look": "Với lịch tuyến tính, đến nửa chặng đường ảnh đã mất gần hết; với lịch cosine, ảnh mất dần "
    "đều. Rồi hãy xem một ảnh lớn giữ lại được bao nhiêu ở cùng ᾱₜ.",
    "lesson.cosine.question": "Lịch nào hợp với ảnh 32×32, lịch nào hợp với ảnh lớn?",
    "lesson.cosine.answer": "Ảnh nhỏ bị phá hủy sớm nên lịch tuyến tính phí mất một phần ba cuối: hãy dùng cosine. Ở "
    "ảnh lớn, các điểm ảnh lân cận giống nhau, lấy trung bình thì nhiễu mất đi, nên chúng cần nhiều nhiễu hơn.",
    "lesson.cosine.1": "Các đường cong và dải phim ở nửa chặng đường",
    "lesson.cosine.2": "Tuyến tính tại t = 500: 32×32 bên cạnh 256×256",
    "lesson.cosine.3": "Cosine tại t = 500: 32×32 bên cạnh 256×256",
    "lesson.short.title": "100 bước với các β của 1000 bước",
    "lesson.short.look": "Khoảng β này dành cho 1000 bước; trải ra chỉ 100 bước thì đến cuối, một phần ba phương sai "
    "vẫn là của ảnh. Khi được nhân lên mười lần, chúng lại đưa ảnh đến nhiễu.",
    "lesson.short.question": "Nếu bộ lấy mẫu bắt đầu chuỗi này từ nhiễu thuần túy thì sẽ nhận được gì?",
    "lesson.short.answer": "Một trạng thái mà mạng chưa từng thấy khi huấn luyện: tại t = T nó chờ đợi một bức ảnh mờ. "
    "Thế là nó vẽ ra thứ gì đó nhạt phẳng hoặc có màu kỳ lạ.",
    "lesson.short.1": "T = 100 với các β giữ nguyên: điểm cuối không phải là nhiễu",
    "lesson.short.2": "Các β nhân với 1000/T: điểm cuối lại là nhiễu",
    "lesson.guess.title": "Mạng thấy gì trong nhiễu",
    "lesson.guess.look": "Cạnh mỗi trạng thái xₜ là dự đoán x̂₀ của mạng. Ban đầu, đó là trung bình nhòe của mọi ảnh "
    "có thể; rồi bố cục, rồi các chi tiết được quyết định.",
    "lesson.guess.question": "Vì sao dự đoán ban đầu bị nhòe, chứ không đơn giản là một ảnh sai?",
    "lesson.guess.answer": "Mạng được huấn luyện với sai số bình phương, và câu trả lời tốt nhất cho sai số ấy là "
    "trung bình của mọi ảnh còn khớp. Khi nhiễu nhiều thì nhiều ảnh cùng khớp.",
    "lesson.guess.1": "t = 950: gần như mọi ngôi nhà vẫn còn khớp",
    "lesson.guess.2": "t = 700: bố cục đã có",
    "lesson.guess.3": "t = 400: hình dạng và màu sắc",
    "lesson.guess.4": "t = 100: chỉ các chi tiết còn thay đổi",
    "lesson.variance.title": "Thêm lại bao nhiêu nhiễu: β hay β̃?",
    "lesson.variance.look": "Hai chuỗi DDPM từ cùng một nhiễu: chuỗi thứ nhất thêm phương sai βₜ mỗi bước, chuỗi thứ "
    "hai thêm β̃ₜ nhỏ hơn. Hãy so sánh khi ít bước, rồi khi nhiều bước.",
    "lesson.variance.question": "Vì sao lựa chọn này quan trọng với 20 bước, mà gần như không với 250 bước?",
    "lesson.variance.answer": "β đúng nếu dữ liệu là nhiễu thuần túy, β̃ đúng nếu dữ liệu là một ảnh duy nhất; sự thật "
    "nằm ở giữa. Bước càng nhỏ thì hai giá trị càng gần nhau.",
    "lesson.variance.1": "20 bước lớn: β để lại hạt nhiễu",
    "lesson.variance.2": "250 bước: cả hai đều sạch",
    "lesson.steps.title": "Ít nhất bao nhiêu bước thì đủ?",
    "lesson.steps.look": "DDIM từ cùng một nhiễu với số bước khác nhau. Cả hai chuỗi dừng ở cùng một t.",
    "lesson.steps.question": "Vì sao 50 bước và 1000 bước kết thúc ở gần như cùng một ảnh?",
    "lesson.steps.answer": "Không có nhiễu mới, việc lấy mẫu đi theo nghiệm của một phương trình vi phân thường xuất "
    "phát từ x_T. Nhiều bước hơn thì bám sát nghiệm ấy hơn; nó không trở thành nghiệm khác.",
    "lesson.steps.1": "4 bước so với 10 bước: 4 bước thì ảnh nhạt và nhòe",
    "lesson.steps.2": "10 bước so với 50 bước",
    "lesson.steps.3": "50 bước so với 1000 bước: gần như giống nhau",
    "lesson.fan.title": "Ngẫu nhiên vào từ đâu: chiếc quạt η",
    "lesson.fan.look": "Tám chuỗi bắt đầu từ cùng một x_T. η cho biết mỗi bước thêm bao nhiêu nhiễu mới: hãy kéo thanh "
    "trượt và xem chúng có tách nhau không, và khi nào.",
    "lesson.fan.question": "Khi η = 0, sự đa dạng của các ảnh đến từ đâu?",
    "lesson.fan.answer": "Chỉ từ x_T: cả chuỗi là một hàm của nó. Nhờ vậy mà một ảnh có thể được mã hóa, và ta có thể "
    "đi dần từ ảnh này sang ảnh kia.",
    "lesson.fan.1": "η = 0: tám chuỗi giống hệt nhau",
    "lesson.fan.2": "η = 0.3: tương tự, nhưng không giống hệt",
    "lesson.fan.3": "η = 1: ngoài loại hình vẽ, chúng hầu như không còn gì chung",
    "lesson.clip.title": "Cắt ngưỡng dự đoán",
    "lesson.clip.look": "Ở chuỗi thứ nhất, mỗi bước x̂₀ được giữ trong khoảng từ đen đến trắng, ở chuỗi thứ hai thì "
    "không. Mạng này dự đoán v nên t lớn không gây hại mấy; dù vậy, guidance vẫn đẩy dự đoán ra ngoài khoảng.",
    "lesson.clip.question": "Vì sao cắt ngưỡng là sống còn với các mạng đầu tiên, vốn dự đoán ε, khi dùng lịch cosine?",
    "lesson.clip.answer": "Dự đoán của chúng là x̂₀ = (xₜ − √(1−ᾱₜ) ε̂) / √ᾱₜ. Tại t = T, lịch cosine có "
    "1/√ᾱ_T ≈ 20 000, nên sai số nhỏ nhất của ε̂ cũng bị phóng đại khủng khiếp.",
    "lesson.clip.1": "Không có guidance: hầu như không khác",
    "lesson.clip.2": "Với guidance 8: không cắt ngưỡng thì màu bị cháy",
    "lesson.guidance.title": "Guidance: nghe theo nhãn đến mức nào",
    "lesson.guidance.look": "9 chữ số với nhãn 7. Ở 0, nhãn bị bỏ qua; ở 1, nhãn được tuân theo; lớn hơn nữa, "
    "khác biệt do nhãn gây ra bị cường điệu.",
    "lesson.guidance.question": "Guidance mạnh phải trả giá bằng gì?",
    "lesson.guidance.answer": "Sự đa dạng: các số 7 trở nên giống nhau. Mẫu đến từ một phân phối đã bị làm nhọn đi, "
    "không còn là phân phối của dữ liệu.",
    "lesson.guidance.1": "w = 0: chữ số bất kỳ",
    "lesson.guidance.2": "w = 1: những số 7 đủ kiểu",
    "lesson.guidance.3": "w = 3: những số 7 rõ ràng",
    "lesson.guidance.4": "w = 8: vẫn một số 7 ấy, lặp đi lặp lại",
    "lesson.wrong.title": "Lịch nhiễu sai",
    "lesson.wrong.look": "Mạng được huấn luyện với lịch cosine; ở chuỗi thứ hai, nó chạy với lịch khác. "
    "Ở cùng một số t, nó gặp lượng nhiễu khác với điều nó được báo.",
    "lesson.wrong.question": "Mạng nhận xₜ và t. Cái nào trong hai thứ ấy nói dối nó?",
    "lesson.wrong.answer": "Là t: t đại diện cho một mức nhiễu, mà mức nhiễu ở t này giờ đã khác. Ở mỗi bước, mạng khử "
    "quá nhiều hoặc quá ít nhiễu.",
    "lesson.wrong.1": "Tuyến tính thay vì cosine, T = 1000",
    "lesson.wrong.2": "Tuyến tính với T = 100: nhiễu thuần túy là điểm xuất phát không thuộc chuỗi này",
    "lesson.sdedit.title": "Bắt đầu từ một ảnh: SDEdit",
    "lesson.sdedit.look": "Con mèo ở thẻ Nhiễu được thêm nhiễu đến t, rồi bốn chuỗi tìm đường trở về. Xem điều gì còn "
    "sót lại.",
    "lesson.sdedit.question": "Làm sao biến một phác thảo nguệch ngoạc thành một hình vẽ sạch có cùng bố cục?",
    "lesson.sdedit.answer": "Thêm nhiễu đến mức các nét vẽ chìm mất mà bố cục thì chưa, rồi khử nhiễu. t nhỏ thì trung "
    "thành, t lớn thì tự do.",
    "lesson.sdedit.1": "Từ t = 200: vẫn con mèo ấy, được vẽ lại",
    "lesson.sdedit.2": "Từ t = 400: bố cục còn giữ",
    "lesson.sdedit.3": "Từ t = 850: có thể ra bất cứ thứ gì",
    "lesson.memorised.title": "Một mạng học thuộc lòng",
    "lesson.memorised.look": "Mạng này được tinh chỉnh quá lâu trên vỏn vẹn mười ảnh: các ảnh ở thẻ Nhiễu. "
    "Nó vẽ 16 ảnh từ 16 nhiễu. Hãy đếm xem có bao nhiêu ảnh khác nhau.",
    "lesson.memorised.question": "Mất mát huấn luyện của nó tuyệt vời. Vậy sai ở đâu?",
    "lesson.memorised.answer": "Với hàm mất mát thì không sai gì cả: trên mười ảnh, nghiệm tối ưu chính xác chỉ có thể "
    "trả lại đúng mười ảnh ấy. Tổng quát hóa nghĩa là không đạt đến tối ưu đó.",
    "lesson.memorised.1": "Ngay dự đoán đầu tiên: đã là trung bình của mười ảnh",
    "lesson.memorised.2": "Kết cục: bản sao của mười ảnh",
    # Noise
    "noise.tab": "Nhiễu",
    "noise.intro": "Kéo t: ảnh mờ dần, nhiễu tăng lên, và một mạng đoán xem phía sau là gì. Bình phương của hai hệ "
    "số cộng lại luôn bằng 1.",
    "noise.pictures": "Ảnh",
    "noise.own": "Ảnh của bạn",
    "noise.schedule": "Lịch nhiễu",
    "noise.seed": "Hạt giống",
    "noise.new": "Nhiễu mới",
    "noise.stage.mixture": "Ảnh đã thêm nhiễu",
    "noise.stage.mixture_short": "bạn thấy",
    "noise.stage.signal": "Phần còn lại của ảnh",
    "noise.stage.signal_short": "tín hiệu",
    "noise.stage.noise": "Nhiễu đã thêm vào",
    "noise.stage.noise_short": "nhiễu",
    "noise.stage.eps": "Chính nhiễu đó, ε",
    "noise.stage.eps_short": "nguyên cường độ",
    "noise.stage.guess": "Mạng đoán ra gì",
    "noise.stage.guess_short": "mạng đoán",
    "noise.stage.guess_ask": "Mạng nhìn thấy gì trong nhiễu này?",
    "noise.stage.guess_load": "Cho mạng đoán",
    "noise.stage.guess_loading": "Đang tải mạng",
    "noise.stage.guess_given": "Mạng nhận được: xₜ ở kích thước của nó",
    "noise.stage.guess_label": "Mạng được bảo là nhìn thấy gì",
    "noise.stage.guess_error": "Nhiễu ε̂ của mạng cách ε thật bao xa: sai số bình phương trung bình mà việc huấn "
    "luyện làm nhỏ đi",
    "noise.stage.guess_failed": "Hiện chưa đoán được.",
    "noise.stage.guess_remote": "Mạng không chạy được trên thiết bị này: khi t dừng, máy chủ sẽ đoán.",
    "noise.stage.eps_hat": "Nhiễu mà mạng nhìn thấy, ε̂",
    "noise.stage.eps_hat_short": "nhiễu mạng thấy",
    "noise.stage.exact": "Đáp án chính xác trên {count} ảnh mà mạng đã học",
    "noise.stage.exact_short": "chính xác",
    "noise.stage.exact_none": "Ở đây không có các ảnh mà mạng này đã học.",
    "noise.stage.size": "Số điểm ảnh mỗi cạnh",
    "noise.stage.shown": "Hiện bên cạnh ảnh đã thêm nhiễu",
    "noise.stage.histogram": "Histogram các giá trị của ảnh đã thêm nhiễu, so với mật độ chuẩn tắc",
    "noise.stage.histogram_text": "Giá trị mọi điểm ảnh của xₜ, −1 là đen và 1 là trắng; đường cong là",
    "noise.stage.normal": "N(0, 1)",
    "noise.stage.equation": "Phương trình với các con số. Trỏ vào một số hạng để xem ảnh và đường cong của nó.",
    "noise.stage.alpha_bar": "tỉ lệ tín hiệu",
    "noise.stage.share": "… ở ảnh này",
    "noise.stage.snr": "SNR",
    "noise.stage.log_snr": "log SNR",
    "noise.stage.kl": "KL tới N(0, I)",
    "noise.stage.db": "{value} dB",
    "noise.stage.bits": "{value} bit",
    "noise.stage.index": "chỉ số mã",
    "noise.stage.meaning": "Những con số này nói gì?",
    "noise.stage.meaning_share": "Tỉ lệ tín hiệu ᾱₜ là phần của ảnh trong phương sai của xₜ, nếu phương sai riêng của "
    "ảnh bằng 1; “ở ảnh này” dùng phương sai thật.",
    "noise.stage.meaning_snr": "SNR = ᾱₜ / (1 − ᾱₜ) là tín hiệu chia cho nhiễu: bớt 10 dB là còn một phần mười. log "
    "SNR là logarit tự nhiên của nó; tại 0, nhiễu nhiều bằng tín hiệu.",
    "noise.stage.meaning_kl": "KL tới N(0, I) cho biết xₜ, khi đã biết x₀, còn cách nhiễu thuần bao xa, tính bằng bit "
    "cho mỗi giá trị của điểm ảnh. Nơi nó gần 0, ảnh hầu như không còn gì: từ đó chuỗi có thể bắt đầu bằng nhiễu "
    "thuần.",
    "noise.stage.meaning_index": "Bài báo đếm t từ 1, mã đếm từ 0.",
    "noise.stage.time": "Thời điểm t",
    "noise.stage.play": "Phát",
    "noise.stage.pause": "Tạm dừng",
    "noise.stage.curve": "Hai hệ số theo t: của tín hiệu giảm từ 1 về 0, của nhiễu tăng từ 0 lên 1.",
    "noise.stage.film": "Cả chặng đường trong một cái nhìn. Chọn một ảnh để đến đó.",
    "noise.walk.title": "Nhảy một lần, hay đi t bước nhỏ?",
    "noise.walk.intro": "Khi huấn luyện, ta nhảy: xₜ = √ᾱₜ x₀ + √(1−ᾱₜ) ε, một lần là tới. Chuỗi mà cú nhảy ấy thay "
    "cho thì đi từng bước: mỗi bước nhân ảnh với √(1−βₜ) rồi thêm một chút nhiễu mới. Hãy cho t chạy và so sánh.",
    "noise.walk.jump": "nhảy một lần",
    "noise.walk.walk": "t bước, mỗi bước nhiễu mới",
    "noise.walk.jump_short": "nhảy",
    "noise.walk.walk_short": "đi bước",
    "noise.walk.exact": "công thức",
    "noise.walk.mean": "trung bình",
    "noise.walk.variance": "phương sai",
    "noise.walk.histogram": "Histogram của cả hai ảnh, so với mật độ chuẩn tắc",
    "noise.walk.unscaled": "đi mà không nhân √(1−βₜ)",
    "noise.walk.same": "Các điểm ảnh khác nhau vì nhận nhiễu khác nhau, nhưng phân phối thì như nhau. "
    "Vì thế khi huấn luyện có thể nhảy thẳng đến t bất kỳ.",
    "noise.walk.grows": "Không có hệ số ấy, mỗi bước chỉ cộng thêm phương sai, và cứ thế tăng mãi. "
    "Có nó, phương sai ổn định ở 1: ảnh mất đi bao nhiêu thì nhiễu bù vào bấy nhiêu.",
    "noise.sizes.title": "Vì sao cùng mức nhiễu mà ảnh lớn vẫn nhìn ra được?",
    "noise.sizes.intro": "Cùng một ảnh với cùng ᾱₜ, một lần 32×32 và một lần 256×256 điểm ảnh.",
    "noise.sizes.small": "32×32",
    "noise.sizes.large": "256×256",
    "noise.sizes.pooled": "256×256, lấy trung bình về 32×32",
    "noise.sizes.why": "Trung bình trên 8×8 điểm ảnh vẫn giữ được ảnh, còn nhiễu bị chia cho 8. Mắt bạn lấy trung "
    "bình, mạng cũng vậy: với cùng tỉ số tín hiệu trên nhiễu, ảnh lớn dễ hơn. "
    "Vì thế ảnh lớn cần lịch có nhiều nhiễu hơn.",
    # Kinds of schedules
    "kind.linear": "tuyến tính",
    "kind.cosine": "cosine",
    "kind.scaled_linear": "scaled-linear",
    "kind.sigmoid": "sigmoid",
    "kind.constant": "hằng số",
    # Schedules
    "schedules.tab": "Lịch",
    "schedules.intro": "Lịch nhiễu cho biết mỗi bước thêm bao nhiêu nhiễu. Lịch tuyến tính phá hủy ảnh từ sớm, rồi "
    "tốn hàng trăm bước cho thứ gần như chỉ còn là nhiễu; lịch cosine để ảnh mất dần đều hơn. "
    "Kéo trong một đồ thị để đổi t, ở đây và ở thẻ Nhiễu.",
    "schedules.chosen": "Lịch nhiễu (nét liền)",
    "schedules.other": "So sánh với (nét đứt)",
    "schedules.linear": "tuyến tính: Ho và cs.",
    "schedules.cosine": "cosine: Nichol & Dhariwal",
    "schedules.scaled_linear": "scaled-linear: LDM",
    "schedules.sigmoid": "sigmoid: Xu và cs.",
    "schedules.constant": "hằng số",
    "schedules.steps": "Số bước T",
    "schedules.beta_1": "β₁",
    "schedules.beta_T": "β tại t = T",
    "schedules.s": "độ dời s",
    "schedules.beta": "β",
    "schedules.betas": "Khi đổi T, các β được",
    "schedules.betas_info": "Lịch cosine tự thích ứng.",
    "schedules.given": "giữ nguyên",
    "schedules.rescaled": "nhân với 1000/T",
    "schedules.zero": "Co giãn để SNR cuối bằng 0",
    "schedules.zero_info": "Để tại T không còn lại gì của ảnh (Lin và cs. 2024).",
    "schedules.reset": "Về giá trị trong bài báo",
    "chart.alpha_bar": "Tín hiệu còn lại: ᾱₜ",
    "chart.log_snr": "log tỉ số tín hiệu trên nhiễu",
    "chart.factors": "Hai hệ số: √ᾱₜ và √(1−ᾱₜ)",
    "chart.beta": "Nhiễu mỗi bước: βₜ xuôi, β̃ₜ ngược",
    "schedules.ends.title": "Còn lại gì tại t = T",
    "schedules.ends.left": "ảnh:",
    "schedules.ends.end": "Trạng thái cuối",
    "schedules.ends.share": "tỉ lệ tín hiệu",
    "schedules.ends.wasted": "số bước có chưa đến 1% tín hiệu",
    "schedules.not_noise": "Chuỗi {name} không kết thúc ở nhiễu: tại t = T, {share:.0%} phương sai vẫn là của ảnh, "
    "trong khi bộ lấy mẫu bắt đầu từ nhiễu thuần túy, nơi chuỗi này không bao giờ tới được. "
    "Hãy tăng T hoặc β, hoặc co giãn lại.",
    "schedules.bad": "Các giá trị này không tạo thành lịch nhiễu: {reason} Vẫn hiện các đường cong hợp lệ gần nhất.",
    "schedules.order": "mỗi β phải lớn hơn 0 và không quá 1.",
    "schedules.offset": "s phải nằm trong khoảng từ 0 đến 0.5.",
    "schedules.T_range": "T phải là số nguyên từ 10 đến 4000.",
    "schedules.empty": "còn thiếu một con số.",
    "schedules.unknown": "không có loại lịch này. Hãy tải lại trang.",
    "schedules.too_few": "với ít bước như vậy, β sau khi nhân sẽ chạm 1. Hãy tăng T hoặc giảm β.",
    "schedules.spent": "trước t = T đã không còn gì của ảnh, nên không có gì để co giãn. Hãy giảm T hoặc β.",
    "schedules.differs": "“{name}” được huấn luyện với một lịch khác lịch nét liền. "
    "Mạng chỉ biết những mức nhiễu mà nó từng thấy.",
    "schedules.try": "Vẫn khử nhiễu với lịch này",
    "code_and_table.title": "Bằng Python",
    "code_and_table.copy": "Chép",
    "code_and_table.comment": "chỉ số t, t = 0 là ảnh",
    "code_and_table.copied": "Đã chép",
    "code_and_table.csv": "Mọi giá trị dạng CSV",
    "chart.loading": "Đang vẽ…",
    "chart.png": "lưu thành PNG",
    "chart.svg": "lưu thành SVG",
    "chart.zoom_out": "Bấm đúp để thu về như cũ",
    "chart.curves": "Các đường cong. Nhấn vào một đường để ẩn hoặc hiện nó.",
    "chart.strips": "Ảnh được thêm nhiễu theo cả hai lịch, thẳng hàng với trục",
    # Denoise
    "denoise.tab": "Khử nhiễu",
    "denoise.intro": "Bắt đầu từ nhiễu thuần túy. Ở mỗi bước, mạng nhìn xₜ, dự đoán ảnh sạch x̂₀ "
    "rồi nhích một bước nhỏ về phía đó. Các dự đoán đầu còn nhòe: chúng là trung bình của mọi ảnh vẫn còn có thể. "
    "Với η = 0, DDIM không thêm nhiễu và chỉ cần ít bước; DDPM thêm nhiễu mới ở mỗi bước nên cần nhiều bước hơn.",
    "denoise.source": "Mạng",
    "denoise.label": "Vẽ gì",
    "denoise.any": "bất kỳ",
    "denoise.sampler": "Bộ lấy mẫu",
    "denoise.sampler.ddim": "DDIM",
    "denoise.sampler.ddpm": "DDPM, σ² = β",
    "denoise.sampler.ddpm-small": "DDPM, σ² = β̃",
    "denoise.sampler.euler": "Euler (DDIM với η = 0)",
    "denoise.sampler.heun": "Heun (bậc 2)",
    "denoise.sampler.dpmpp-2m": "DPM-Solver++ (2M)",
    "denoise.steps": "Số bước",
    "denoise.seed": "Hạt giống",
    "denoise.new": "Hạt giống mới",
    "denoise.count": "Số ảnh cùng lúc",
    "denoise.so_many_steps": "{count} bước",
    "denoise.one_step": "1 bước",
    "denoise.seed_is": "hạt giống {seed}",
    "denoise.seeds_are": "hạt giống {first} đến {last}",
    "denoise.seed_ways": "hạt giống {seed}, {count} nhánh",
    "denoise.seed_to": "hạt giống {seed} → {other}",
    "denoise.from_t": "từ t = {t}",
    "denoise.encoded": "ảnh được mã hóa",
    "denoise.kind": "Bắt đầu từ",
    "denoise.kind.noise": "nhiễu thuần túy",
    "denoise.kind.fan": "một nhiễu, tám lối đi",
    "denoise.kind.between": "giữa hai hạt giống",
    "denoise.kind.picture": "ảnh được thêm nhiễu",
    "denoise.kind.again": "ảnh được mã hóa",
    "denoise.about.fan": "Tám chuỗi bắt đầu từ cùng một x_T, và mỗi chuỗi nhận nhiễu riêng trên đường đi. Với DDIM, "
    "η quyết định lượng nhiễu ấy: bằng 0 thì cả tám giống hệt nhau, càng gần 1 thì chúng càng sớm tách ra.",
    "denoise.about.between": "Ảnh đầu là của hạt giống này; khi không có nhiễu mới (η = 0), ảnh cuối là của hạt giống "
    "kia. Ở giữa, x_T xoay theo một đường tròn lớn, nhờ vậy nó luôn mạnh đúng như nhiễu phải có.",
    "denoise.about.picture": "Ảnh ở thẻ Nhiễu được thêm nhiễu đến t, rồi mạng tìm đường trở về từ đó. t nhỏ thì "
    "giữ được ảnh; t lớn thì chỉ giữ bố cục, hoặc chẳng giữ được gì. Chỉ lấy các bước kể từ t.",
    "denoise.about.again": "DDIM tất định cũng chạy được theo chiều xuôi, từ ảnh đến nhiễu: nó tìm nhiễu có thể sinh "
    "ra ảnh ở thẻ Nhiễu, rồi từ đó quay lại ảnh. Càng nhiều bước thì càng chính xác. "
    "Ở mỗi bước đi lên, mạng được hỏi bốn lần, nên đường này lâu gấp bốn lần đường về. "
    "x_T ấy mạnh như nhiễu nhưng không phải nhiễu điển hình: các mảng phẳng của ảnh vẫn hiện ra. "
    "Luôn là DDIM, η = 0, không cắt ngưỡng.",
    "denoise.t": "Thêm nhiễu đến t",
    "denoise.other": "Hạt giống kia",
    "denoise.eta": "η",
    "denoise.eta_info": "Nhiễu mới mỗi bước: 0 là DDIM, 1 giống DDPM với σ² = β̃.",
    "denoise.clip": "Cắt ngưỡng x̂₀",
    "denoise.clip.trained": "như khi học",
    "denoise.clip.on": "bật",
    "denoise.clip.off": "tắt",
    "denoise.clip_info": "Giữ mọi dự đoán trong khoảng từ đen đến trắng. Khi tắt, sai số ở t lớn bị khuếch đại.",
    "denoise.duel_title": "Đối đầu: chuỗi thứ hai",
    "denoise.duel": "Chạy chuỗi thứ hai từ cùng nhiễu",
    "denoise.duel_info": "Cả hai nhận cùng x_T và cùng z tại mỗi t. Đổi một thứ bên dưới và xem nó gây ra điều gì.",
    "denoise.duel_shape": "Hai mạng vẽ ảnh khác kích thước hoặc khác số màu. Hãy chọn hai mạng khớp nhau.",
    "denoise.guidance": "Hướng dẫn (guidance)",
    "denoise.guidance_info": "1 là theo nhãn; lớn hơn là cường điệu nhãn; 0 là bỏ qua nhãn. "
    "Không có nhãn (“bất kỳ”) thì không có tác dụng.",
    "denoise.foreign": "Dùng lịch ở thẻ Lịch",
    "denoise.foreign_info": "Thay cho lịch mà mạng đã được huấn luyện. Xem điều gì sẽ hỏng.",
    "denoise.where": "Chạy ở đâu",
    "denoise.where.device": "thiết bị này, khi đã có mạng",
    "denoise.where.server": "máy chủ",
    "denoise.where_info": "Ở đây không ai phải xếp hàng. Khi mạng chưa tải xong hoặc thiết bị quá chậm, "
    "máy chủ sẽ tính.",
    "denoise.on.device": "trên thiết bị này",
    "denoise.on.server": "trên máy chủ ({device})",
    "denoise.on.record": "đã ghi sẵn",
    "denoise.run": "Khử nhiễu",
    "denoise.stop": "Dừng",
    "denoise.more": "Tùy chọn khác",
    "denoise.loading": "Đang nạp mạng…",
    "denoise.ready": "{name}: {params:.1f} triệu tham số, {size}×{size}, trên {device}.",
    "denoise.bad_seed": "Hạt giống (seed) phải là số nguyên từ 0 đến 4294967295.",
    "denoise.bad_setting": "Một trong các thiết lập nằm ngoài phạm vi cho phép. Hãy tải lại trang và thử lại.",
    "denoise.too_much": "{steps} bước cho {count} ảnh {size} × {size} điểm ảnh là quá nhiều cho một chuỗi ở đây. "
    "Hãy chọn ít bước hơn hoặc ít ảnh hơn.",
    "denoise.line_full": "Đã có rất nhiều chuỗi đang chờ. Hãy thử lại sau một phút.",
    "denoise.own_line": "Số chuỗi của bạn đang chạy hoặc đang chờ: {count}. Hãy đợi một chuỗi kết thúc, hoặc dừng bớt.",
    "denoise.needs_label": "{name} chỉ được huấn luyện có nhãn: hãy chọn vẽ gì, và để guidance bằng 1.",
    "denoise.no_noise": "Lịch này không thêm chút nhiễu nào: không có gì để khử. Hãy tăng β ở thẻ Lịch.",
    "denoise.no_signal": "Lịch này không để lại gì của ảnh, mà mạng này chỉ dự đoán nhiễu: không cắt ngưỡng thì "
    "không số nào đủ lớn. Hãy bật cắt ngưỡng, hoặc giảm β hay T ở thẻ Lịch.",
    "denoise.back": "Đã quay lại ảnh: cách ảnh gốc {apart:.3f} (căn trung bình bình phương; đen và trắng cách nhau 2).",
    "denoise.euler_steps": "Tại t = {times}, Heun đi bước Euler: ở đó σ giảm quá dốc để lấy trung bình hai độ dốc.",
    "denoise.own": "{name} (của bạn)",
    "hub.title": "Từ Hugging Face Hub",
    "hub.source": "Một mạng có sẵn, hoặc owner/name",
    "hub.info": "Mọi DDPM vẽ ảnh theo định dạng của diffusers. owner/name@revision để chọn phiên bản.",
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
    "hub.objects": "ảnh chụp nhỏ",
    "hub.faces": "khuôn mặt người nổi tiếng",
    "hub.churches": "nhà thờ",
    "hub.bedrooms": "phòng ngủ",
    "hub.cats": "mèo",
    "player.mixture": "Trạng thái hiện tại",
    "player.network": "Ảnh sạch mà mạng dự đoán",
    "player.play": "Phát",
    "player.pause": "Tạm dừng",
    "player.at": "bước {step} trên {of}",
    "player.rate": "{rate} bước/s",
    "player.left": "{seconds} giây nữa",
    "player.ahead": "{count} lượt trước bạn; chuỗi của bạn sẽ tự bắt đầu",
    "player.encoding": "Đang tìm nhiễu sinh ra ảnh này: t = {t}",
    "player.first": "Chuỗi",
    "player.second": "Chuỗi thứ hai",
    "player.begun": "Chuỗi đã bắt đầu: {of} bước.",
    "player.finished": "Chuỗi đã xong.",
    "player.moved": "Thiết bị này không thể tiếp tục, nên máy chủ tính tiếp từ bước này.",
    "player.stopped": "đã dừng",
    "player.apart": "Hai trạng thái cách nhau (căn trung bình bình phương):",
    "player.scrub": "Bước của chuỗi ngược",
    "player.loop": "lặp",
    "player.speed": "tốc độ",
    "microscope.title": "Kính hiển vi: bước này làm gì",
    "microscope.xT": "trạng thái",
    "microscope.x0": "dự đoán",
    "microscope.eps": "nhiễu mà mạng thấy",
    "microscope.mean": "chưa có nhiễu mới",
    "microscope.z": "nhiễu mới",
    "microscope.extra": "phần hiệu chỉnh bậc hai",
    "microscope.xS": "trạng thái kế tiếp",
    "microscope.change": "thay đổi",
    "microscope.without": "không có nhãn",
    "microscope.with": "có nhãn",
    "microscope.halves": "Guidance w hỏi mạng hai lần: ε̂ = ε̂(∅) + w (ε̂(y) − ε̂(∅)). Hai ảnh cuối là "
    "dự đoán theo từng câu trả lời; w > 1 đi quá câu trả lời thứ hai.",
    "microscope.own": "giãn mỗi ảnh theo khoảng giá trị của nó",
    "microscope.equation": "Phương trình của bộ lấy mẫu với các con số của bước này",
    "microscope.pixel": "Dưới mỗi số hạng: giá trị của nó tại một điểm ảnh của kênh đầu tiên; cộng lại được x_s. "
    "Trỏ vào một ảnh để chọn "
    "điểm ảnh khác, và vào một số hạng để tìm ảnh của nó.",
    "microscope.column": "cột",
    "microscope.row": "hàng",
    "microscope.picture": "ảnh",
    "microscope.clipped": "điểm ảnh bị cắt ngưỡng",
    "microscope.curves": "Dọc theo chuỗi",
    "microscope.db": "{value} dB",
    "microscope.psnr": "PSNR của x̂₀ so với ảnh cuối",
    "export.title": "Mang về",
    "export.gif": "GIF",
    "export.mp4": "Video MP4",
    "export.sheet": "Bảng ảnh (PNG)",
    "export.final": "Ảnh cuối (PNG)",
    "export.csv": "Số liệu (CSV)",
    "export.script": "Mã Python",
    "export.written": "ghi t, hạt giống (seed), bộ lấy mẫu và mạng vào các khung hình",
    "export.no_video": "MP4 cần trình duyệt biết mã hóa video, và trang mở qua https hoặc ngay trên máy này.",
    "export.wait": "Khi chuỗi chạy xong, bạn có thể lưu mọi thứ.",
    "export.planned": "Ảnh động sẽ có {frames} khung hình.",
    "export.frames": "{frames} khung hình",
    "export.working": "Đang làm: {done} / {of}",
    "export.saved": "Đã lưu {name}: {about}.",
    "export.kilobytes": "{count} kB",
    "export.codec": "(trình duyệt này không mã hóa được H.264; nơi nào không phát được video thì hãy dùng GIF)",
    "export.encoder": "Trình duyệt này không mã hóa được video cỡ này. Hãy dùng GIF.",
    "export.unreachable": "Không kết nối được với máy chủ. Hãy kiểm tra kết nối rồi thử lại.",
    "export.failed": "Không tạo được tệp này, có lẽ vì thiếu bộ nhớ. "
    "Hãy thử với ít ảnh hơn hoặc loại tệp khác.",
    "perfect.title": "Bộ khử nhiễu hoàn hảo: câu trả lời đúng tuyệt đối trên một tập ảnh hữu hạn",
    "perfect.intro": "Nếu trên đời chỉ có những ảnh này, dự đoán tốt nhất cho x₀ là tính được: trung bình của chúng, "
    "mỗi ảnh có trọng số là khả năng nó đã trở thành xₜ này. Khi nhiễu nhiều, nhiều ảnh cùng khớp nên dự đoán bị "
    "nhòe, với mạng cũng thế. Về sau một ảnh chiếm hết trọng số: bộ khử nhiễu hoàn hảo chỉ có thể trả lại thứ nó đã "
    "được xem. Còn mạng thì vẽ ra cái mới; đó là khả năng tổng quát hóa.",
    "perfect.count": "Số hình vẽ trong tập, N",
    "perfect.files": "Tập ảnh: tối đa 200 ảnh",
    "perfect.none": "Hãy đưa vào những ảnh tạo nên thế giới này: ảnh huấn luyện của mạng, hoặc bất kỳ ảnh nào khác.",
    "perfect.drawings": "Tập ảnh: {count} hình vẽ huấn luyện đầu tiên, đủ mọi loại.",
    "perfect.drawings_of": "Tập ảnh: {count} hình vẽ huấn luyện đầu tiên thuộc loại “{kind}”.",
    "perfect.pictures": "Tập ảnh: {count} ảnh.",
    "perfect.wait": "Trước hết hãy bấm Khử nhiễu: dự đoán chính xác sẽ hiện ở đây, cạnh dự đoán của mạng.",
    "perfect.mixture": "trạng thái",
    "perfect.network": "mạng",
    "perfect.exact": "chính xác",
    "perfect.nearest": "ảnh nặng nhất",
    "perfect.averaged": "số ảnh được lấy trung bình (1 / Σw²)",
    "perfect.apart": "mạng − chính xác, căn trung bình bình phương",
    "player.film": "Cả chuỗi trong một cái nhìn. Bấm vào một khung hình để đến đó.",
    "player.empty": "Bấm Khử nhiễu: chuỗi hiện ở đây ngay khi được tính, và còn lại để bạn xem lại.",
    "player.keys": "Phím cách: phát; ← và →: từng bước; Home và End: về đầu, đến cuối. Bấm vào ảnh để mở kính hiển vi.",
    # Fine-tune
    "finetune.tab": "Tinh chỉnh",
    "finetune.intro": "Đưa cho mạng ảnh của chính bạn và xem nó đổi ý. "
    "Việc huấn luyện chạy ngầm: cứ đóng trang, lúc khác quay lại, nó vẫn còn đây.",
    "finetune.files": "1 đến 200 ảnh",
    "finetune.seen": "Mạng sẽ thấy: {count} ảnh, {size}×{size} điểm ảnh.",
    "finetune.seen_one": "Mạng sẽ thấy: 1 ảnh, {size}×{size} điểm ảnh.",
    "finetune.grey": "Mạng này chỉ biết thang xám, nên nó xem ảnh của bạn ở thang xám.",
    "finetune.base": "Bắt đầu từ",
    "finetune.name": "Tên của kết quả",
    "finetune.default_name": "ảnh của tôi",
    "finetune.steps": "Số bước huấn luyện",
    "finetune.steps_info": "400 bước mất khoảng hai phút trên hai nhân CPU.",
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
    "jobpanel.nearest": "Trên dưới thành cặp: mỗi ảnh xem trước, và ảnh gần nó nhất trong số ảnh của bạn",
    "jobpanel.copy": "Gần như sao chép nghĩa là: ảnh vẽ ra có cùng sáng tối và chi tiết với một ảnh của bạn, "
    "để nguyên hoặc lật gương. Ít ảnh mà nhiều bước thì sẽ ra bản sao: khi ấy mạng nhớ lại thay vì vẽ.",
    "jobpanel.preview": "Những gì mạng vẽ từ cùng tám nhiễu",
    "jobpanel.after": "sau bước {step}",
    "jobpanel.scrub": "Bước huấn luyện của ảnh xem trước",
    "jobpanel.progress": "Tiến độ huấn luyện",
    "publish.title": "Mang kết quả đi",
    "publish.result": "Mạng của bạn",
    "publish.download": "Tải về",
    "publish.packed": "{name}, {megabytes:.1f} MB: thư mục của mạng theo cấu trúc của diffusers, kèm thẻ mô hình.",
    "publish.intro": "Hoặc đẩy nó lên tài khoản của bạn trên Hugging Face Hub, kèm cùng thẻ mô hình. Ảnh của bạn không "
    "đi theo, nhưng một mạng chỉ xem ít ảnh có thể vẽ lại vài ảnh gần như nguyên vẹn.",
    "publish.repo": "Kho (repository)",
    "publish.repo_info": "Một tên, hoặc owner/name. Nếu chưa có, kho sẽ được tạo.",
    "publish.token": "Token truy cập của bạn",
    "publish.token_info": "Có quyền ghi. Chỉ dùng một lần, không lưu lại.",
    "publish.private": "Riêng tư",
    "publish.push": "Đẩy lên",
    "publish.pushing": "Đang đẩy lên… {seconds:.0f} s",
    "publish.pushed": "Mạng đã ở {url}.",
    "publish.none": "Trước hết hãy chọn một mạng của bạn. Mạng đang huấn luyện thì khi xong mới mang đi được.",
    "publish.incomplete": "Kết quả của phiên này chưa trọn vẹn. Hãy huấn luyện thêm một chút rồi thử lại.",
    "publish.disk": "Không đọc hoặc ghi được các tệp ({reason}). Hãy giải phóng bớt dung lượng rồi thử lại.",
    "publish.bad_name": "Đó không phải tên kho hợp lệ. Hãy viết name hoặc owner/name, với chữ cái, chữ số, -, _ và .",
    "publish.bad_token": "Hub không biết token này. Hãy chép lại từ huggingface.co/settings/tokens.",
    "publish.read_only": "Token này chỉ có quyền đọc. Hãy tạo token có quyền ghi tại huggingface.co/settings/tokens.",
    "publish.forbidden": "Token này không được ghi vào {repo}. Hãy cấp quyền đó cho nó, hoặc chọn kho khác.",
    "publish.not_yours": "{owner} không phải là bạn ({me}), cũng không phải tổ chức của bạn. Hãy chỉ viết tên kho để "
    "dùng tài khoản của chính bạn.",
    "publish.public": "{repo} đã có và ai cũng xem được. Hãy chọn tên khác, hoặc bỏ chọn Riêng tư.",
    "publish.unreachable": "Không kết nối được với Hub, hoặc Hub quá bận. Hãy kiểm tra mạng Internet rồi thử lại sau.",
    "publish.refused": "Hub từ chối {repo} (lỗi {status}). Hãy thử tên khác, hoặc thử lại sau.",
    "publish.late": "Việc này đã quá nửa giờ nên không đợi thêm nữa. Hãy lên Hub xem những gì đã tới nơi.",
    "publish.failed": "Đẩy lên bị lỗi ngoài dự kiến. Hãy thử lại.",
    "gallery.remove": "Bỏ ảnh {number}",
    "gallery.pictures": "Những gì mạng sẽ thấy",
    # What Gradio itself says
    "gradio.blocks.connection_can_break": "Trên điện thoại, kết nối có thể bị ngắt khi bạn rời thẻ này hoặc khi "
    "máy ngủ, và bạn mất chỗ trong hàng đợi.",
    "gradio.blocks.waiting_for_inputs": "Các tệp còn đang được tải lên, hãy thử lại sau.",
    "gradio.common.clear": "Xóa",
    "gradio.common.complete": "Xong",
    "gradio.common.download": "Tải về",
    "gradio.common.error": "Lỗi",
    "gradio.common.loading": "Đang tải",
    "gradio.common.or": "hoặc",
    "gradio.common.remove": "Bỏ",
    "gradio.common.upload": "Tải lên",
    "gradio.errors.use_via_api": "Dùng qua API",
    "gradio.errors.use_via_api_or_mcp": "Dùng qua API hoặc MCP",
    "gradio.file.uploading": "Đang tải lên…",
    "gradio.image.allow_webcam_access": "Hãy cho phép dùng webcam để chụp.",
    "gradio.image.drop_to_upload": "Thả tệp ảnh vào đây để tải lên",
    "gradio.image.no_webcam_support": "Không dùng được webcam ở đây. Trang phải mở qua https hoặc ngay trên máy này.",
    "gradio.status.queue_position": "Trong hàng đợi: {position} / {size}",
    "gradio.upload_text.click_to_upload": "Bấm để tải lên",
    "gradio.upload_text.drop_file": "Thả tệp vào đây",
    "gradio.upload_text.drop_image": "Thả ảnh vào đây",
    "gradio.upload_text.paste_clipboard": "Dán từ bộ nhớ tạm",
    # Pictures
    "picture.choose": "Chọn một ảnh có sẵn",
    "picture.face": "khuôn mặt",
    "picture.cat": "mèo",
    "picture.fish": "cá",
    "picture.bird": "chim",
    "picture.flower": "hoa",
    "picture.tree": "cây",
    "picture.house": "nhà",
    "picture.car": "ô tô",
    "picture.rocket": "tên lửa",
    "picture.mushroom": "nấm",
    "picture.not_a_picture": "{file} không phải ảnh đọc được. "
    "Hãy chọn tệp JPEG, PNG, WebP, AVIF, HEIC, GIF, BMP hoặc TIFF.",
    "picture.other_format": "{file} là tệp {format}, không đọc được ở đây. "
    "Hãy lưu lại thành JPEG hoặc PNG rồi thử lại.",
    "picture.damaged": "{file} bị hỏng hoặc chưa đầy đủ. Hãy lưu hoặc tải lại ảnh rồi thử lại.",
    "picture.too_large": "{file} có hơn {megapixels} megapixel. Hãy thu nhỏ ảnh rồi thử lại.",
    "picture.too_heavy": "{file} nặng hơn {megabytes} MB. Hãy thu nhỏ ảnh rồi thử lại.",
    "picture.memory": "{file} cần quá nhiều bộ nhớ để mở. Hãy thu nhỏ ảnh rồi thử lại.",
    "picture.slow": "{file} mở quá lâu. Hãy thu nhỏ ảnh rồi thử lại.",
    "picture.too_many": "{file} là tệp vượt quá số lượng: mỗi lần dùng được nhiều nhất {most} tệp.",
    "picture.together": "{file} làm vượt giới hạn: tất cả các tệp cộng lại chỉ được {megabytes} MB. "
    "Hãy dùng ít tệp hơn hoặc tệp nhỏ hơn.",
    "picture.unavailable": "Không mở được {file} vì máy chủ quá bận. Hãy thử lại sau một phút.",
    # Answers to other programs
    "gate.elsewhere": "Máy chủ này chỉ dành cho chính máy của nó, còn yêu cầu đến từ trang khác hoặc tên khác. "
    "Nếu nó chạy sau một proxy, hãy khởi động nó với --trusted-proxy.",
    "api.remote": "Máy chủ không tải từ địa chỉ khác: hãy lưu ảnh rồi tải tệp lên, với gradio_client là "
    "handle_file(\"cat.png\").",
    "gate.too_large": "Dữ liệu lớn hơn mức máy chủ nhận.",
    "gate.slow": "Việc tải lên đã dừng lại. Hãy thử lại.",
    "gate.unreadable": "Không đọc được yêu cầu này.",
    "gate.often": "Quá nhiều yêu cầu cùng lúc. Hãy thử lại sau một phút.",
    "gate.pages": "Có quá nhiều trang đang mở từ địa chỉ của bạn. Hãy đóng bớt và thử lại sau mười phút.",
    "gate.megabytes": "Bạn đã tải lên rất nhiều trong một giờ. Hãy thử lại sau, hoặc với ít ảnh hơn.",
    "gate.full": "Hiện máy chủ không còn chỗ cho tệp mới. Hãy thử lại sau một giờ.",
    "api.choice": "{name} phải là một trong: {choices}.",
    "api.whole": "{name} phải là số nguyên từ {low} đến {high}.",
    "api.number": "{name} phải là một số từ {low} đến {high}.",
    "api.schedule": "Các giá trị này không tạo thành lịch nhiễu: {reason}",
    "api.picture": "Ảnh phải là một tệp được tải lên: với gradio_client, image=handle_file(\"cat.png\").",
    "api.busy": "Đã có quá nhiều lời gọi từ các chương trình đang chờ. Hãy thử lại sau một phút.",
}

ERRORS = {
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
