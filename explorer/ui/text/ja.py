"""Japanese."""

TEXT = {
    "app.title": "Diffusion Explorer",
    "app.warning": "警告",
    "app.busy": "あなたの依頼がまだたくさん処理中です。少し待ってから、もう一度お試しください。",
    "app.whole": "「{name}」は{low}から{high}までの整数でなければなりません。",
    "app.number": "「{name}」は{low}から{high}までの数でなければなりません。",
    "app.subtitle": "画像がノイズになる道のりと、ネットワークが見つける帰り道。",
    # Head of the page, links, lessons
    "header.lessons": "レッスン",
    "header.lecture": "講義",
    "header.lecture_info": "画像と式だけを大きく表示します（Lキー）",
    "header.link": "リンクをコピー",
    "header.copied": "リンクをコピーしました。開くと、今のページがそのまま表示されます。",
    "header.by_hand": "このリンクをコピーしてください。開くと、今のページがそのまま表示されます。",
    "header.theme": "ライト／ダーク",
    "header.language": "言語",
    "link.bad": "このリンクには、ここでは使えない指定があります：{names}。それ以外の内容を開きました。",
    "lessons.title": "レッスン",
    "lessons.step": "ステップ",
    "lessons.steps": "レッスンのステップ",
    "lessons.back": "前のステップ",
    "lessons.next": "次のステップ",
    "lessons.close": "レッスンを閉じる",
    "lesson.jump.title": "1回のジャンプは t ステップと同じ",
    "lesson.jump.look": "1枚目は1回のジャンプで、2枚目は小さな t ステップでノイズを加えた画像です。"
    "画素ではなく、平均、分散、ヒストグラムを比べてください。",
    "lesson.jump.question": "学習で、どの t へも一度にジャンプしてよいのはなぜですか？",
    "lesson.jump.answer": "独立な正規分布のノイズの和は、また正規分布に従います。"
    "そのため q(xₜ | x₀) は、√ᾱₜ x₀ に分散 1−ᾱₜ のノイズを加えたものとして、閉じた形で書けます。"
    "途中のステップを計算する必要はありません。",
    "lesson.jump.1": "t = 50：わずかなノイズ",
    "lesson.jump.2": "t = 250：見た目では半ば",
    "lesson.jump.3": "t = 950：どちらもほぼ N(0, 1)",
    "lesson.cosine.title": "線形とコサイン、どちらのスケジュール？",
    "lesson.cosine.look": "線形スケジュールでは、時刻が半分のところで画像の大半が失われています。"
    "コサインでは均等に失われます。次に、同じ ᾱₜ で大きな画像がどれだけ残るかを見てください。",
    "lesson.cosine.question": "32×32画素の画像に向くのはどちらのスケジュールですか？ 大きな画像には？",
    "lesson.cosine.answer": "小さな画像は早く壊れるので、線形では最後の3分の1が無駄になります。"
    "コサインを使いましょう。大きな画像では、似た値をもつ隣どうしの画素を平均するとノイズが消えるので、"
    "より多くのノイズが必要です。",
    "lesson.cosine.1": "半分の時刻での曲線と画像の列",
    "lesson.cosine.2": "線形、t = 500：32×32と256×256",
    "lesson.cosine.3": "コサイン、t = 500：32×32と256×256",
    "lesson.short.title": "1000ステップ用の β で100ステップ",
    "lesson.short.look": "この β は1000ステップ用です。100ステップの後でも、分散の3分の1がまだ画像のままです。"
    "10倍に再スケールすると、再びノイズに行き着きます。",
    "lesson.short.question": "サンプラーがこの過程を純粋なノイズから始めると、どうなりますか？",
    "lesson.short.answer": "学習で一度もネットワークに見せていない状態から始まることになります。"
    "ネットワークは、t = T でもかすかな画像があると思っています。そのため、"
    "のっぺりした画像や色のおかしな画像を描きます。",
    "lesson.short.1": "T = 100、β はそのまま：最後がノイズにならない",
    "lesson.short.2": "β を 1000/T 倍：最後は再びノイズ",
    "lesson.guess.title": "ネットワークがノイズの中に見るもの",
    "lesson.guess.look": "各状態 xₜ の横に、ネットワークの推定 x̂₀ があります。"
    "初めは、ありうる画像すべてのぼやけた平均です。それから構図が決まり、やがて細部が決まります。",
    "lesson.guess.question": "初めの推定が、間違った1枚の画像ではなく、ぼやけた画像になるのはなぜですか？",
    "lesson.guess.answer": "ネットワークは二乗誤差で学習しており、その最良の答えは、"
    "当てはまる画像すべての平均だからです。ノイズが多いと、多くの画像が当てはまります。",
    "lesson.guess.1": "t = 950：まだほとんどの家が当てはまる",
    "lesson.guess.2": "t = 700：構図が決まった",
    "lesson.guess.3": "t = 400：形と色",
    "lesson.guess.4": "t = 100：変わるのは細部だけ",
    "lesson.variance.title": "加え直すノイズの量：β か β̃ か",
    "lesson.variance.look": "同じノイズから始まる2本のDDPMチェーンです。各ステップで、1本目は分散 βₜ、"
    "2本目はそれより小さい β̃ₜ のノイズを加えます。まず少ないステップで、次に多いステップで比べてください。",
    "lesson.variance.question": "この選択が、20ステップでは効くのに、250ステップではほとんど効かないのはなぜですか？",
    "lesson.variance.answer": "データが純粋なノイズなら β が、ただ1枚の画像なら β̃ が正しい値です。"
    "実際はその間にあります。ステップが小さいほど、2つの値は近づきます。",
    "lesson.variance.1": "大きな20ステップ：β ではざらつきが残る",
    "lesson.variance.2": "250ステップ：どちらもきれい",
    "lesson.steps.title": "何ステップあれば足りる？",
    "lesson.steps.look": "同じノイズから始めて、ステップ数だけを変えたDDIMです。"
    "2本のチェーンは、同じ t の状態を示しています。",
    "lesson.steps.question": "50ステップと1000ステップで、最後の画像がほぼ同じになるのはなぜですか？",
    "lesson.steps.answer": "新しいノイズを加えないサンプリングは、x_T から出発する常微分方程式の解をたどります。"
    "ステップを増やすと、より正確にたどれますが、解そのものは変わりません。",
    "lesson.steps.1": "4ステップと10ステップ：4では色が淡くぼやける",
    "lesson.steps.2": "10ステップと50ステップ",
    "lesson.steps.3": "50ステップと1000ステップ：ほとんど同じ",
    "lesson.fan.title": "偶然はどこで入る？ η による枝分かれ",
    "lesson.fan.look": "8本のチェーンが同じ x_T から始まります。η は、各ステップで加える新しいノイズの量を決めます。"
    "スライダーを動かして、分かれるかどうか、分かれるならいつかを見てください。",
    "lesson.fan.question": "η = 0 では、画像の多様性はどこから来るのでしょうか？",
    "lesson.fan.answer": "x_T だけから来ます。チェーンは x_T の関数だからです。"
    "画像を符号化できるのも、2つの画像の間を移動できるのも、そのためです。",
    "lesson.fan.1": "η = 0：8本とも同じ",
    "lesson.fan.2": "η = 0.3：似ているが、同じではない",
    "lesson.fan.3": "η = 1：共通するのは種類くらい",
    "lesson.clip.title": "推定をクリップする",
    "lesson.clip.look": "1本目のチェーンは各ステップで x̂₀ を黒から白までの範囲に収め、2本目は収めません。"
    "このネットワークは v を予測するので、大きな t でも安定しています。"
    "それでもガイダンスは、推定を範囲の外へ押し出します。",
    "lesson.clip.question": "ε を予測する初期のネットワークでは、"
    "コサインスケジュールのときにクリップが欠かせませんでした。なぜですか？",
    "lesson.clip.answer": "その推定は x̂₀ = (xₜ − √(1−ᾱₜ) ε̂) / √ᾱₜ です。コサインでは t = T で 1/√ᾱ_T ≈ 20,000 "
    "となり、"
    "ε̂ のごくわずかな誤差が爆発的に拡大されます。",
    "lesson.clip.1": "ガイダンスなし：ほとんど差がない",
    "lesson.clip.2": "ガイダンス8：クリップしないと色が飽和する",
    "lesson.guidance.title": "ガイダンス：ラベルにどれだけ従うか",
    "lesson.guidance.look": "ラベル7の数字を9枚描きます。0ではラベルを無視し、1ではラベルに従います。"
    "それより大きいと、ラベルによる違いが強調されます。",
    "lesson.guidance.question": "強いガイダンスの代償は何でしょうか？",
    "lesson.guidance.answer": "多様性です。どの7も似てきます。サンプルが従うのは、もはやデータの分布ではなく、"
    "それを尖らせた分布です。",
    "lesson.guidance.1": "w = 0：どの数字も出る",
    "lesson.guidance.2": "w = 1：いろいろな7",
    "lesson.guidance.3": "w = 3：はっきりした7",
    "lesson.guidance.4": "w = 8：同じような7ばかり",
    "lesson.wrong.title": "間違ったスケジュール",
    "lesson.wrong.look": "このネットワークはコサインで学習されています。2本目のチェーンでは、"
    "別のスケジュールで動かします。"
    "同じ番号の t でも、知らされた量とは違う量のノイズに出会います。",
    "lesson.wrong.question": "ネットワークが受け取るのは xₜ と t です。嘘をついているのはどちらですか？",
    "lesson.wrong.answer": "t です。t はノイズレベルを表しますが、この t でのレベルは学習時と違います。"
    "そのためネットワークは、毎ステップ、ノイズを取りすぎるか、取り足りません。",
    "lesson.wrong.1": "コサインの代わりに線形、T = 1000",
    "lesson.wrong.2": "線形、T = 100：純粋なノイズは、この過程の出発点ではない",
    "lesson.sdedit.title": "画像から始める：SDEdit",
    "lesson.sdedit.look": "「ノイズ」タブの猫に t までノイズを加え、4本のチェーンがそこから戻る道を探します。"
    "何が生き残るかを見てください。",
    "lesson.sdedit.question": "ラフスケッチを、同じ構図のきれいな絵にするには、どうすればよいでしょうか？",
    "lesson.sdedit.answer": "線は埋もれても構図は残るところまでノイズを加え、それからノイズ除去をします。"
    "t が小さければ忠実に、大きければ自由になります。",
    "lesson.sdedit.1": "t = 200から：描き直された同じ猫",
    "lesson.sdedit.2": "t = 400から：構図は残る",
    "lesson.sdedit.3": "t = 850から：何が出るかわからない",
    "lesson.memorised.title": "丸暗記したネットワーク",
    "lesson.memorised.look": "このネットワークは、「ノイズ」タブのわずか10枚の画像で、長すぎる微調整を受けました。"
    "16個のノイズから16枚を描きます。何種類あるか数えてください。",
    "lesson.memorised.question": "学習の損失は申し分ありません。何がいけなかったのでしょうか？",
    "lesson.memorised.answer": "損失から見れば、何も悪くありません。10枚の画像に対する厳密な最適解は、"
    "その10枚しか返せないのです。汎化とは、その最適解に達しないことです。",
    "lesson.memorised.1": "最初の推定：すでに10枚の平均",
    "lesson.memorised.2": "最後：10枚の写し",
    # Noise
    "noise.tab": "ノイズ",
    "noise.intro": "t を動かすと、画像が薄れてノイズが強まり、ネットワークがその奥の画像を推測します。"
    "2つの係数の2乗の和は常に1です。",
    "noise.pictures": "画像",
    "noise.own": "自分の画像",
    "noise.schedule": "ノイズスケジュール",
    "noise.seed": "ノイズのシード",
    "noise.new": "新しいノイズ",
    "noise.stage.mixture": "ノイズを加えた画像",
    "noise.stage.mixture_short": "見える画像",
    "noise.stage.signal": "残っている画像の成分",
    "noise.stage.signal_short": "信号",
    "noise.stage.noise": "加えられたノイズ",
    "noise.stage.noise_short": "ノイズ",
    "noise.stage.eps": "ノイズそのもの ε",
    "noise.stage.eps_short": "元の強さ",
    "noise.stage.guess": "ネットワークの推測",
    "noise.stage.guess_short": "ネットワークの推測",
    "noise.stage.guess_ask": "ネットワークは、このノイズの中に何を見るでしょうか？",
    "noise.stage.guess_load": "推測させる",
    "noise.stage.guess_loading": "ネットワークを読み込み中",
    "noise.stage.guess_given": "ネットワークに渡されるもの：ネットワークの大きさの xₜ",
    "noise.stage.guess_label": "何だと教えるか",
    "noise.stage.guess_error": "ネットワークのノイズ ε̂ が本当の ε からどれだけ離れているか："
    "学習が小さくする平均二乗誤差",
    "noise.stage.guess_failed": "今は推測できません。",
    "noise.stage.guess_remote": "この端末ではネットワークが動かないため、t が止まるとサーバーが推測します。",
    "noise.stage.eps_hat": "ネットワークが見るノイズ ε̂",
    "noise.stage.eps_hat_short": "見えたノイズ",
    "noise.stage.exact": "ネットワークが学んだ{count}枚の画像についての、正確な答え",
    "noise.stage.exact_short": "正確な答え",
    "noise.stage.exact_none": "このネットワークが学んだ画像は、ここにはありません。",
    "noise.stage.size": "1辺の画素数",
    "noise.stage.shown": "ノイズを加えた画像の横に表示するもの",
    "noise.stage.histogram": "ノイズを加えた画像の値のヒストグラムと、標準正規分布の密度",
    "noise.stage.histogram_text": "xₜ の全画素の値（−1が黒、1が白）。曲線は",
    "noise.stage.normal": "N(0, 1)",
    "noise.stage.equation": "数値を入れた式。項を指すと、その画像と曲線が強調されます。",
    "noise.stage.alpha_bar": "信号の割合",
    "noise.stage.share": "…この画像",
    "noise.stage.snr": "SNR",
    "noise.stage.log_snr": "log SNR",
    "noise.stage.kl": "N(0, I) とのKL",
    "noise.stage.db": "{value} dB",
    "noise.stage.bits": "{value} bit",
    "noise.stage.index": "配列の添字",
    "noise.stage.meaning": "これらの数値は何を表しますか？",
    "noise.stage.meaning_share": "信号の割合 ᾱₜ は、画像自身の分散を1としたとき、xₜ の分散のうち画像が占める割合です。"
    "「この画像」では実際の分散を使います。",
    "noise.stage.meaning_snr": "SNR = ᾱₜ / (1 − ᾱₜ) は信号とノイズの比で、10 dB下がると10分の1になります。log SNR "
    "はその自然対数で、0のとき信号とノイズは同じ量です。",
    "noise.stage.meaning_kl": "N(0, I) とのKLは、x₀ を与えたときの xₜ が純粋なノイズからまだどれだけ離れているかを、"
    "画素の値1つあたりのビット数で表します。0に近ければ画像はほとんど残っておらず、"
    "そこからなら純粋なノイズでチェーンを始められます。",
    "noise.stage.meaning_index": "論文では t を1から、コードでは0から数えます。",
    "noise.stage.time": "時刻 t",
    "noise.stage.play": "再生",
    "noise.stage.pause": "一時停止",
    "noise.stage.curve": "t に対する2つの係数。信号の係数は1から0へ下がり、ノイズの係数は0から1へ上がります。",
    "noise.stage.film": "全体の流れ。画像を選ぶと、その時刻へ移動します。",
    "noise.walk.title": "一度のジャンプか、t 回の小さなステップか",
    "noise.walk.intro": "学習では xₜ = √ᾱₜ x₀ + √(1−ᾱₜ) ε と一度にジャンプします。"
    "このジャンプが表している拡散過程そのものは、一歩ずつ進みます。各ステップで画像を √(1−βₜ) 倍に縮め、"
    "新しいノイズを少し加えるのです。t を再生して比べてみましょう。",
    "noise.walk.jump": "1回のジャンプ",
    "noise.walk.walk": "逐次（t ステップ、毎回新しいノイズ）",
    "noise.walk.jump_short": "ジャンプ",
    "noise.walk.walk_short": "逐次",
    "noise.walk.exact": "理論値",
    "noise.walk.mean": "平均",
    "noise.walk.variance": "分散",
    "noise.walk.histogram": "2つの画像のヒストグラムと、標準正規分布の密度",
    "noise.walk.unscaled": "係数 √(1−βₜ) を掛けずに進む",
    "noise.walk.same": "加わったノイズが違うので画素の値は異なりますが、従う分布は同じです。"
    "だから学習では、どの t へも一度にジャンプできます。",
    "noise.walk.grows": "係数がないと、各ステップは分散を増やすだけで、きりがありません。"
    "係数があれば分散は1に落ち着きます。画像が失う分を、ノイズが補うからです。",
    "noise.sizes.title": "同じノイズでも大きな画像が壊れにくいのはなぜ？",
    "noise.sizes.intro": "同じ画像を同じ ᾱₜ で、32×32画素と256×256画素で比べます。",
    "noise.sizes.small": "32×32",
    "noise.sizes.large": "256×256",
    "noise.sizes.pooled": "256×256を平均して32×32に",
    "noise.sizes.why": "8×8画素の平均をとると、画像は保たれたまま、ノイズの大きさは8分の1になります。"
    "人の目は平均をとっており、ネットワークも同じです。信号対雑音比が等しければ、大きな画像ほど易しいので、"
    "より多くのノイズを加えるスケジュールが必要になります。",
    # Kinds of schedules
    "kind.linear": "線形",
    "kind.cosine": "コサイン",
    "kind.scaled_linear": "スケール線形",
    "kind.sigmoid": "シグモイド",
    "kind.constant": "一定",
    # Schedules
    "schedules.tab": "スケジュール",
    "schedules.intro": "スケジュールは、各ステップで加えるノイズの量を決めます。"
    "線形スケジュールは画像を早々に壊してしまい、残りの何百ステップもほぼ純粋なノイズに費やします。"
    "コサインでは、画像が全体にわたって均等に失われていきます。グラフ上をドラッグすると、"
    "ここでも「ノイズ」タブでも t が動きます。",
    "schedules.chosen": "スケジュール（実線）",
    "schedules.other": "比較対象（破線）",
    "schedules.linear": "線形: Ho et al.",
    "schedules.cosine": "コサイン: Nichol & Dhariwal",
    "schedules.scaled_linear": "スケール線形: Stable Diffusion",
    "schedules.sigmoid": "シグモイド: Xu et al.",
    "schedules.constant": "一定",
    "schedules.steps": "ステップ数 T",
    "schedules.beta_1": "β₁",
    "schedules.beta_T": "t = T での β",
    "schedules.s": "オフセット s",
    "schedules.beta": "β",
    "schedules.betas": "T を変えたときの β",
    "schedules.betas_info": "コサインは自動的に T に合います。",
    "schedules.given": "そのまま",
    "schedules.rescaled": "1000/T 倍",
    "schedules.zero": "終端SNRを0に再スケール",
    "schedules.zero_info": "T で画像の成分がまったく残らないようにします（Lin et al. 2024）。",
    "schedules.reset": "論文の値に戻す",
    "chart.alpha_bar": "残る信号：ᾱₜ",
    "chart.log_snr": "対数信号対雑音比（log SNR）",
    "chart.factors": "2つの係数：√ᾱₜ と √(1−ᾱₜ)",
    "chart.beta": "各ステップのノイズ：順方向 βₜ、逆方向 β̃ₜ",
    "schedules.ends.title": "t = T で残るもの",
    "schedules.ends.left": "画像：",
    "schedules.ends.end": "最後の状態",
    "schedules.ends.share": "信号の割合",
    "schedules.ends.wasted": "信号1%未満のステップ",
    "schedules.not_noise": "{name}スケジュールの拡散過程は、ノイズに行き着きません。"
    "t = T でも分散の{share:.0%}が画像のままです。ところがサンプラーは、"
    "この過程が到達しない純粋なノイズから出発します。T か β を大きくするか、再スケールしてください。",
    "schedules.bad": "この値ではスケジュールを作れません。{reason}グラフは最後の有効な値のままです。",
    "schedules.order": "β はどれも0より大きく、1以下でなければなりません。",
    "schedules.offset": "s は0以上0.5以下でなければなりません。",
    "schedules.T_range": "T は10から4000までの整数でなければなりません。",
    "schedules.empty": "入力されていない数値があります。",
    "schedules.unknown": "この種類は登録されていません。ページを再読み込みしてください。",
    "schedules.too_few": "ステップ数が少なすぎて、再スケールした β が1に達します。"
    "T を大きくするか、β を小さくしてください。",
    "schedules.spent": "t = T より前に画像がすっかり失われるので、再スケールするものがありません。"
    "T か β を小さくしてください。",
    "schedules.differs": "「{name}」は、実線とは別のスケジュールで学習されています。"
    "ネットワークは、学習で見たノイズレベルしか知りません。",
    "schedules.try": "それでもノイズ除去を試す",
    "code_and_table.title": "Pythonコード",
    "code_and_table.copy": "コピー",
    "code_and_table.comment": "添字は t、t = 0 が元の画像",
    "code_and_table.copied": "コピーしました",
    "code_and_table.csv": "全数値をCSVで",
    "chart.loading": "描画中…",
    "chart.png": "PNGで保存",
    "chart.svg": "SVGで保存",
    "chart.zoom_out": "ダブルクリックで拡大前に戻ります",
    "chart.curves": "曲線。押すと表示と非表示が切り替わります。",
    "chart.strips": "両方のスケジュールでノイズを加えた画像（横軸に揃えて表示）",
    # Denoise
    "denoise.tab": "ノイズ除去",
    "denoise.intro": "純粋なノイズから始めます。各ステップでネットワークは xₜ を見て元のきれいな画像 x̂₀ を推定し、"
    "そちらへ少しだけ進みます。初めの推定がぼやけているのは、まだありうる画像すべての平均だからです。"
    "η = 0のDDIMはノイズを加えず、少ないステップで済みます。DDPMは毎ステップ新しいノイズを加えるので、"
    "より多くのステップが必要です。",
    "denoise.source": "ネットワーク",
    "denoise.label": "描くもの",
    "denoise.any": "おまかせ",
    "denoise.sampler": "サンプラー",
    "denoise.sampler.ddim": "DDIM",
    "denoise.sampler.ddpm": "DDPM, σ² = β",
    "denoise.sampler.ddpm-small": "DDPM, σ² = β̃",
    "denoise.sampler.euler": "Euler (η = 0のDDIM)",
    "denoise.sampler.heun": "Heun (2次)",
    "denoise.sampler.dpmpp-2m": "DPM-Solver++ (2M)",
    "denoise.steps": "ステップ数",
    "denoise.seed": "シード",
    "denoise.new": "新しいシード",
    "denoise.count": "同時に描く枚数",
    "denoise.so_many_steps": "{count}ステップ",
    "denoise.one_step": "1ステップ",
    "denoise.seed_is": "シード {seed}",
    "denoise.seeds_are": "シード {first}〜{last}",
    "denoise.seed_ways": "シード {seed}、{count}通り",
    "denoise.seed_to": "シード {seed} → {other}",
    "denoise.from_t": "t = {t} から",
    "denoise.encoded": "符号化した画像",
    "denoise.kind": "出発点",
    "denoise.kind.noise": "純粋なノイズ",
    "denoise.kind.fan": "1つのノイズから8通り",
    "denoise.kind.between": "2つのシードの間",
    "denoise.kind.picture": "拡散した画像",
    "denoise.kind.again": "符号化した画像",
    "denoise.about.fan": "8本のチェーンが同じ x_T から始まり、途中でそれぞれ別のノイズを受け取ります。"
    "DDIMでは η がその量を決めます。0なら8本とも同じままで、1に近づくほど早く枝分かれします。",
    "denoise.about.between": "最初の画像は元のシードのもの、"
    "新しいノイズがなければ（η = 0）最後の画像はもう一方のシードのものです。"
    "その間では、x_T が大円に沿って回転し、ノイズとして必要な強さを保ちます。",
    "denoise.about.picture": "「ノイズ」の画像に時刻 t までノイズを加え、ネットワークがそこから戻る道を探します。"
    "t が小さければ画像は保たれ、大きければ残るのは構図だけか、何も残りません。ステップは t 以降の分だけを使います。",
    "denoise.about.again": "決定論的なDDIMは逆向きにもたどれます。「ノイズ」の画像の元になるノイズを求め、"
    "そこからまた画像へ戻ります。ステップが多いほど正確です。"
    "上りの各ステップではネットワークに4回問い合わせるので、帰り道の4倍の時間がかかります。"
    "この x_T はノイズと同じ強さですが、典型的なノイズではなく、画像の平らな部分が透けて見えます。"
    "常にDDIM、η = 0、クリップなしで計算します。",
    "denoise.t": "ノイズを加える時刻 t",
    "denoise.other": "もう一方のシード",
    "denoise.eta": "η",
    "denoise.eta_info": "各ステップの新しいノイズ。0はDDIM、1は σ² = β̃ のDDPMと同様です。",
    "denoise.clip": "x̂₀ のクリップ",
    "denoise.clip.trained": "学習時と同じ",
    "denoise.clip.on": "オン",
    "denoise.clip.off": "オフ",
    "denoise.clip_info": "推定を黒から白までの範囲に収めます。オフにすると、大きな t での誤差が拡大されます。",
    "denoise.duel_title": "対決：2本目のチェーン",
    "denoise.duel": "同じノイズから2本目を計算",
    "denoise.duel_info": "どちらにも同じ x_T と、各 t で同じ z を与えます。下の設定を1つ変えて、違いを見てみましょう。",
    "denoise.duel_shape": "2つのネットワークは、描く画像の大きさか色のチャンネル数が違います。"
    "同じものどうしを選んでください。",
    "denoise.guidance": "ガイダンス",
    "denoise.guidance_info": "1ならラベルに従い、大きいほどラベルを強調し、0なら無視します。"
    "ラベルなし（「おまかせ」）では効きません。",
    "denoise.foreign": "「スケジュール」の設定を使う",
    "denoise.foreign_info": "学習時のスケジュールの代わりに使います。何がうまくいかなくなるか、見てみましょう。",
    "denoise.where": "計算する場所",
    "denoise.where.device": "この端末（ネットワークが届いたら）",
    "denoise.where.server": "サーバー",
    "denoise.where_info": "この端末なら順番待ちがありません。"
    "ネットワークが届くまでと、端末が遅い場合は、サーバーが計算します。",
    "denoise.on.device": "この端末で計算",
    "denoise.on.server": "サーバー（{device}）で計算",
    "denoise.on.record": "記録済み",
    "denoise.run": "ノイズ除去",
    "denoise.stop": "停止",
    "denoise.more": "詳細設定",
    "denoise.loading": "ネットワークを読み込んでいます…",
    "denoise.ready": "{name}：パラメータ数{params:.1f}M、{size}×{size}画素、{device}で実行。",
    "denoise.bad_seed": "シードは0から4294967295までの整数でなければなりません。",
    "denoise.bad_setting": "範囲外の設定があります。ページを再読み込みして、もう一度お試しください。",
    "denoise.too_much": "{size}×{size}画素の画像{count}枚を{steps}ステップというのは、"
    "ここでの1本のチェーンには多すぎます。"
    "ステップか枚数を減らしてください。",
    "denoise.line_full": "すでにたくさんのチェーンが待っています。1分後にもう一度お試しください。",
    "denoise.own_line": "実行中または待機中のあなたのチェーンは{count}本です。"
    "どれかが終わるのを待つか、停止してください。",
    "denoise.needs_label": "「{name}」はラベル付きでしか学習されていません。描くものを選び、"
    "ガイダンスは1のままにしてください。",
    "denoise.no_noise": "このスケジュールはノイズをまったく加えないため、取り除くものがありません。"
    "「スケジュール」で β を大きくしてください。",
    "denoise.no_signal": "このスケジュールでは画像が何も残らず、このネットワークはノイズしか予測しません。"
    "クリップなしでは数値が大きくなりすぎます。"
    "クリップをオンにするか、「スケジュール」で β か T を小さくしてください。",
    "denoise.back": "元の画像に戻りました。差は {apart:.3f} です（二乗平均平方根。黒と白の差は2）。",
    "denoise.euler_steps": "t = {times} ではHeunの代わりにオイラー法で1ステップ進みました。"
    "σ が急に減るため、2つの傾きの平均が使えません。",
    "denoise.own": "{name}（自作）",
    "hub.title": "Hugging Face Hubから取得",
    "hub.source": "既知のネットワークか owner/name",
    "hub.info": "diffusers形式の画像用DDPMなら何でも使えます。owner/name@revision で版を指定できます。",
    "hub.fetch": "ダウンロード",
    "hub.cancel": "キャンセル",
    "hub.none": "一覧からネットワークを選ぶか、owner/name を入力してください。",
    "hub.fetching": "{name} をダウンロードしています…",
    "hub.progress": "{name} をダウンロードしています… {done:.0f} / {total:.0f} MB",
    "hub.ready": "{name} をダウンロードしました。上の「ネットワーク」で選択されています。",
    "hub.cancelled": "ダウンロードをキャンセルしました。上のネットワークは変わっていません。",
    "hub.failed": "予期しない理由でダウンロードに失敗しました。もう一度お試しください。",
    "hub.remove": "削除",
    "hub.removed": "{name} を一覧から外しました。",
    "hub.not_own": "上のネットワークは、Hubからダウンロードしたものではありません。"
    "ダウンロードしたものを選んでから削除してください。",
    "hub.preset": "{name}：{shows}、{size}×{size}、{megabytes} MB",
    "hub.objects": "小さな写真",
    "hub.faces": "有名人の顔",
    "hub.churches": "教会",
    "hub.bedrooms": "寝室",
    "hub.cats": "猫",
    "player.mixture": "現在の状態",
    "player.network": "ネットワークが推定した元の画像",
    "player.play": "再生",
    "player.pause": "一時停止",
    "player.at": "{of}ステップ中{step}",
    "player.rate": "{rate}ステップ/秒",
    "player.left": "残り{seconds}秒",
    "player.ahead": "先に{count}件が待っています。順番が来ると、チェーンは自動的に始まります",
    "player.encoding": "この画像の元になるノイズを求めています：t = {t}",
    "player.first": "チェーン",
    "player.second": "2本目のチェーン",
    "player.begun": "チェーンが始まりました：全{of}ステップ。",
    "player.finished": "チェーンが完了しました。",
    "player.moved": "この端末では続けられないため、このステップからサーバーが引き継ぎます。",
    "player.stopped": "停止しました",
    "player.apart": "2つの状態の差（二乗平均平方根）：",
    "player.scrub": "逆拡散のステップ",
    "player.loop": "繰り返し",
    "player.speed": "速度",
    "microscope.title": "顕微鏡：この1ステップの中身",
    "microscope.xT": "状態",
    "microscope.x0": "推定画像",
    "microscope.eps": "推定ノイズ",
    "microscope.mean": "新しいノイズなし",
    "microscope.z": "新しいノイズ",
    "microscope.extra": "2次の補正",
    "microscope.xS": "次の状態",
    "microscope.change": "変化",
    "microscope.without": "ラベルなし",
    "microscope.with": "ラベルあり",
    "microscope.halves": "ガイダンス w では2回問い合わせます：ε̂ = ε̂(∅) + w (ε̂(y) − ε̂(∅))。"
    "最後の2枚は、それぞれの答えから得た推定画像です。w > 1 では2枚目のさらに先へ進みます。",
    "microscope.own": "画像ごとに値の範囲いっぱいまで引き伸ばす",
    "microscope.equation": "このステップの数値を入れたサンプラーの式",
    "microscope.pixel": "各項の下は、最初のチャンネルのある1画素での値で、合計が x_s になります。"
    "画像を指すと画素を選び直せ、"
    "項を指すと対応する画像がわかります。",
    "microscope.column": "列",
    "microscope.row": "行",
    "microscope.picture": "画像",
    "microscope.clipped": "クリップされた画素",
    "microscope.curves": "チェーン全体での推移",
    "microscope.db": "{value} dB",
    "microscope.psnr": "最終画像に対する x̂₀ のPSNR",
    "export.title": "結果を持ち帰る",
    "export.gif": "GIF",
    "export.mp4": "MP4動画",
    "export.sheet": "一覧画像（PNG）",
    "export.final": "最終画像（PNG）",
    "export.csv": "数値（CSV）",
    "export.script": "Pythonスクリプト",
    "export.written": "t、シード、サンプラー、ネットワークをフレームに書き込む",
    "export.no_video": "MP4には、動画をエンコードできるブラウザが必要です。また、"
    "ページをhttpsかこのコンピュータから開いている必要があります。",
    "export.wait": "チェーンが完了すると、すべて保存できます。",
    "export.planned": "アニメーションは{frames}フレームになります。",
    "export.frames": "{frames}フレーム",
    "export.working": "処理中：{done} / {of}",
    "export.saved": "{name} を保存しました：{about}。",
    "export.kilobytes": "{count} kB",
    "export.codec": "（このブラウザはH.264でエンコードできません。動画が再生できない環境ではGIFをお使いください）",
    "export.encoder": "このブラウザは、この大きさの動画をエンコードできません。GIFをお使いください。",
    "export.unreachable": "サーバーに接続できません。接続を確認して、もう一度お試しください。",
    "export.failed": "このファイルを作れませんでした。メモリ不足かもしれません。"
    "枚数を減らすか、別の種類のファイルをお試しください。",
    "perfect.title": "理想のノイズ除去器：有限個の画像に対する厳密な答え",
    "perfect.intro": "もしこの世にこれらの画像しかなければ、x₀ の最良の推定を計算できます。"
    "その画像からこの xₜ が生じる確からしさで重み付けした、全画像の平均です。"
    "ノイズが多いうちは多くの画像が当てはまるので、推定はぼやけます。これはネットワークでも同じです。"
    "やがて1枚の画像がすべての重みを占めます。理想のノイズ除去器は、見せられた画像しか返せないのです。"
    "ところがネットワークは新しいものを描きました。それが汎化です。",
    "perfect.count": "集合の画像の数 N",
    "perfect.files": "集合：画像200枚まで",
    "perfect.none": "世界を構成する画像を渡してください。このネットワークの学習画像でも、ほかの画像でもかまいません。",
    "perfect.drawings": "集合：全種類の学習用の絵から、最初の{count}枚。",
    "perfect.drawings_of": "集合：種類「{kind}」の学習用の絵から、最初の{count}枚。",
    "perfect.pictures": "集合：画像{count}枚。",
    "perfect.wait": "まず「ノイズ除去」を押してください。すると、ネットワークの推定の横に、厳密な推定が表示されます。",
    "perfect.mixture": "状態",
    "perfect.network": "ネットワーク",
    "perfect.exact": "厳密解",
    "perfect.nearest": "重み最大の画像",
    "perfect.averaged": "平均の実効枚数（1 / Σw²）",
    "perfect.apart": "ネットワーク − 厳密解（RMS）",
    "player.film": "チェーンの全体像。コマをクリックすると、そこへ移動します。",
    "player.empty": "「ノイズ除去」を押してください。計算されたチェーンが順にここへ現れ、後から何度でも再生できます。",
    "player.keys": "スペースで再生、← と → で1ステップずつ、HomeとEndで両端へ移動します。"
    "画像をクリックすると顕微鏡が開きます。",
    # Fine-tune
    "finetune.tab": "微調整",
    "finetune.intro": "自分の画像をネットワークに見せて、描くものが変わっていく様子を観察しましょう。"
    "学習はバックグラウンドで進みます。ページを閉じても、後で戻ってくれば続いています。",
    "finetune.files": "画像1～200枚",
    "finetune.seen": "ネットワークが見るもの：画像{count}枚、{size}×{size}画素。",
    "finetune.seen_one": "ネットワークが見るもの：画像1枚、{size}×{size}画素。",
    "finetune.grey": "このネットワークはグレースケールしか扱えないので、画像もグレースケールで見せます。",
    "finetune.base": "出発点",
    "finetune.name": "結果の名前",
    "finetune.default_name": "自分の画像",
    "finetune.steps": "学習ステップ数",
    "finetune.steps_info": "400ステップは、CPU 2コアで約2分かかります。",
    "finetune.more": "詳細設定",
    "finetune.light": "軽く学習",
    "finetune.light_info": "アテンション層と、時刻とクラスの埋め込み層だけを学習します。"
    "速く、元の事前分布も保たれます。",
    "finetune.scratch": "ゼロから学習",
    "finetune.scratch_info": "ネットワークの知識を消します。これまでの学習にどれだけ価値があったかがわかります。",
    "finetune.new_class": "新しいクラスとして追加",
    "finetune.new_class_info": "ネットワークが知っているクラスを残し、上の名前のクラスを1つ加えます。",
    "finetune.flip": "確率1/2で左右反転",
    "finetune.flip_info": "多様性が2倍になりますが、文字や数字には向きません。",
    "finetune.lr": "学習率",
    "finetune.batch": "1ステップの画像数",
    "finetune.no_classes": "このネットワークにはクラスがないので、新しいクラスを追加できません。"
    "「新しいクラスとして追加」のチェックを外してください。",
    "finetune.kept": "ジョブとその結果は、終了の{hours:.0f}時間後に削除されます。"
    "あなたのジョブが合わせて{gigabytes:.0f} GBを超えると、"
    "古いものから先に削除されます。",
    "finetune.forgotten": "お使いのブラウザーはこのサイトのデータを保存しません。ページを再読み込みしたり"
    "閉じたりすると、自分の学習は見つけられなくなります。その前に結果を保存してください。",
    "finetune.start": "学習開始",
    "finetune.stop": "停止",
    "finetune.resume": "再開",
    "finetune.loss": "損失",
    "finetune.loss_smooth": "移動平均",
    "finetune.loss_early": "小さい t（ノイズ少）",
    "finetune.loss_middle": "中間の t",
    "finetune.loss_late": "大きい t（ノイズ多）",
    "finetune.loss_seen": "学習に使う画像",
    "finetune.loss_held_out": "学習に使わない画像",
    "finetune.axis": "学習ステップ",
    "finetune.loss_title": "損失：ネットワークの答えと正解との隔たり",
    "finetune.no_pictures": "まず画像を1枚以上追加してください。",
    "finetune.too_many": "画像が{count}枚になってしまうため、最初の{most}枚を使います。",
    "finetune.already": "実行中のジョブがあります。停止するか、完了するまでお待ちください。",
    "finetune.no_folder": "ジョブを保存できません。{folder} に書き込めないためです。"
    "書き込めるようにするか、別のフォルダを指定してアプリを起動してください：python app.py --jobs FOLDER",
    "finetune.temporary": "{folder} に書き込めないため、ジョブは一時フォルダに置かれ、アプリが終了すると失われます。"
    "残すには、"
    "書き込めるようにするか、別のフォルダを指定してアプリを起動してください：python app.py --jobs FOLDER",
    "finetune.own_full": "同じアドレスからの学習がすでに{count}件、実行中または待機中です。"
    "どれかが終わるまでお待ちください。",
    "finetune.queue_full": "すでに{count}件のジョブが待っています。数分後にもう一度お試しください。",
    "finetune.full": "このサーバーのジョブは、割り当てられた{gigabytes:.0f} GBをすでに使い切っています。"
    "数時間後にもう一度お試しください。",
    "finetune.cannot_write": "ジョブを保存できませんでした（{reason}）。空き容量を増やして、もう一度お試しください。",
    "finetune.cannot_stop": "ジョブに停止を伝えられませんでした（{reason}）。空き容量を増やして、"
    "もう一度お試しください。",
    "job.empty": "まだ学習していません。画像を追加して「学習開始」を押すと、同じノイズから描いたプレビューで、"
    "ネットワークの変化が見られます。",
    "job.queued": "別のジョブの終了を待っています",
    "job.queued_behind": "待機中（先に{count}件のジョブ）",
    "job.starting": "開始中：ネットワークを読み込んでいます",
    "job.running": "学習中",
    "job.stopping": "このステップが終わると停止します",
    "job.done": "完了：「ノイズ除去」タブで「{name}」を選べます",
    "job.stopped": "停止しました。「再開」を押すと、ここから続けます",
    "job.failed": "学習に失敗しました。「再開」を押すと、最後のチェックポイントからやり直します。"
    "詳細は {folder} の log ファイルにあります。",
    "job.died": "学習プロセスが突然終了しました。メモリ不足かもしれません。"
    "「再開」を押すと、最後のチェックポイントから続けます。",
    "job.interrupted": "学習が中断されました。「再開」を押すと、最後のチェックポイントから続けます。",
    "job.disk_full": "ディスクに空きがありません。空き容量を増やしてから「再開」を押してください。",
    "job.no_device": "サーバーの起動時に指定されたデバイスがこのコンピュータにありません。"
    "--device auto か --device cpu を付けて起動し直してください。",
    "job.out_of_memory": "メモリが足りませんでした。ほかのプログラムを閉じてから「再開」を押してください。",
    "job.diverged": "ステップ{at}で損失が数でなくなりました。学習率が高すぎます。"
    "ステップ{step}のネットワークは保存されていて、"
    "使えます。学習率を下げて、最初からやり直してください。",
    "job.diverged_at_once": "ステップ{at}で損失が数でなくなりました。学習率が高すぎます。まだ何も保存されていません。"
    "学習率を下げて、最初からやり直してください。",
    "jobpanel.step": "ステップ {step} / {steps}",
    "jobpanel.left": "残り {time}",
    "jobpanel.rate": "{rate}枚/秒",
    "jobpanel.memory": "{megabytes} MB",
    "jobpanel.copies": "プレビュー{of}枚のうち{count}枚が、あなたの画像とほぼ同じです",
    "jobpanel.no_copies": "プレビュー{of}枚の中に、あなたの画像の写しはありません",
    "jobpanel.nearest": "上下の組：各プレビューと、それに最も近いあなたの画像",
    "jobpanel.copy": "「ほぼ同じ」とは、あなたの画像の1枚（または左右を反転したもの）と、"
    "明暗も細部も同じであることです。少ない画像で多くのステップを学習すると、"
    "写しに行き着きます。ネットワークは描くのではなく、覚えた画像を思い出すようになるのです。",
    "jobpanel.preview": "ネットワークが同じ8つのノイズから描く画像",
    "jobpanel.after": "学習ステップ {step}",
    "jobpanel.scrub": "プレビューの学習ステップ",
    "jobpanel.progress": "学習の進み具合",
    "publish.title": "ネットワークを持ち帰る",
    "publish.result": "あなたのネットワーク",
    "publish.download": "ダウンロード",
    "publish.packed": "{name}、{megabytes:.1f} MB：diffusers形式のネットワークのフォルダで、"
    "モデルカードが付いています。",
    "publish.intro": "または、同じモデルカードを付けて、Hugging Face Hubの自分のアカウントへプッシュできます。"
    "あなたの画像は含まれませんが、少ない画像で学習したネットワークは、その一部をほとんどそのまま描くことがあります。",
    "publish.repo": "リポジトリ",
    "publish.repo_info": "名前、または owner/name。なければ作られます。",
    "publish.token": "アクセストークン",
    "publish.token_info": "書き込み権限が必要です。一度だけ使い、保存しません。",
    "publish.private": "非公開",
    "publish.push": "プッシュ",
    "publish.pushing": "プッシュしています… {seconds:.0f}秒",
    "publish.pushed": "プッシュ先：{url}",
    "publish.none": "まず自分のネットワークを選んでください。学習中のものは、完了してから持ち帰れます。",
    "publish.incomplete": "このジョブの結果は揃っていません。もう少し学習してから、もう一度お試しください。",
    "publish.disk": "ファイルを読み書きできませんでした（{reason}）。空き容量を増やして、もう一度お試しください。",
    "publish.bad_name": "リポジトリ名として使えません。name または owner/name の形で、"
    "英数字と - _ . だけを使って入力してください。",
    "publish.bad_token": "このトークンはHubに登録されていません。"
    "huggingface.co/settings/tokens からもう一度コピーしてください。",
    "publish.read_only": "このトークンは読み取り専用です。"
    "書き込みできるトークンを huggingface.co/settings/tokens で作ってください。",
    "publish.forbidden": "このトークンでは {repo} に書き込めません。権限を与えるか、別のリポジトリを選んでください。",
    "publish.not_yours": "{owner} は、あなた（{me}）でも、あなたの所属組織でもありません。"
    "自分のアカウントを使うには、名前だけを入力してください。",
    "publish.public": "{repo} はすでにあり、誰でも見られます。別の名前にするか、「非公開」のチェックを外してください。",
    "publish.unreachable": "Hubに接続できないか、Hubが混み合っています。ネットワーク接続を確認して、"
    "後でもう一度お試しください。",
    "publish.refused": "Hubが {repo} を拒否しました（エラー {status}）。別の名前にするか、後でもう一度お試しください。",
    "publish.late": "30分以上かかっているため、待つのをやめました。何が届いたかはHubで確認してください。",
    "publish.failed": "予期しない理由でプッシュに失敗しました。もう一度お試しください。",
    "gallery.remove": "画像{number}を取り除く",
    "gallery.pictures": "ネットワークが見るもの",
    # What Gradio itself says
    "gradio.blocks.connection_can_break": "スマートフォンでは、このタブを離れたり端末がスリープしたり"
    "すると接続が切れ、待ち行列の順番が失われることがあります。",
    "gradio.blocks.waiting_for_inputs": "ファイルをアップロード中です。少し待ってからもう一度お試しください。",
    "gradio.common.clear": "クリア",
    "gradio.common.complete": "完了",
    "gradio.common.download": "ダウンロード",
    "gradio.common.error": "エラー",
    "gradio.common.loading": "読み込み中",
    "gradio.common.or": "または",
    "gradio.common.remove": "取り除く",
    "gradio.common.upload": "アップロード",
    "gradio.errors.use_via_api": "APIで使う",
    "gradio.errors.use_via_api_or_mcp": "APIまたはMCPで使う",
    "gradio.file.uploading": "アップロード中…",
    "gradio.image.allow_webcam_access": "撮影するには、ウェブカメラの使用を許可してください。",
    "gradio.image.drop_to_upload": "ここに画像をドロップ",
    "gradio.image.no_webcam_support": "ウェブカメラを使えません。ページをhttps"
    "またはこのコンピューターから開いてください。",
    "gradio.status.queue_position": "待ち行列:{position} / {size}",
    "gradio.upload_text.click_to_upload": "クリックして選択",
    "gradio.upload_text.drop_file": "ここにファイルをドロップ",
    "gradio.upload_text.drop_image": "ここに画像をドロップ",
    "gradio.upload_text.paste_clipboard": "クリップボードから貼り付け",
    # Pictures
    "picture.choose": "用意された画像を選ぶ",
    "picture.face": "顔",
    "picture.cat": "猫",
    "picture.fish": "魚",
    "picture.bird": "鳥",
    "picture.flower": "花",
    "picture.tree": "木",
    "picture.house": "家",
    "picture.car": "車",
    "picture.rocket": "ロケット",
    "picture.mushroom": "キノコ",
    "picture.not_a_picture": "「{file}」は読み込める画像ではありません。"
    "JPEG、PNG、WebP、AVIF、HEIC、GIF、BMP、TIFFのいずれかのファイルを選んでください。",
    "picture.other_format": "「{file}」は{format}形式のファイルで、ここでは読み込めません。"
    "JPEGかPNGで保存し直して、もう一度お試しください。",
    "picture.damaged": "「{file}」は壊れているか、不完全です。保存またはダウンロードし直して、もう一度お試しください。",
    "picture.too_large": "「{file}」は{megapixels}メガピクセルを超えています。小さくして、もう一度お試しください。",
    "picture.too_heavy": "「{file}」は{megabytes} MBを超えています。小さくして、もう一度お試しください。",
    "picture.memory": "「{file}」を開くには、メモリが足りません。小さくして、もう一度お試しください。",
    "picture.slow": "「{file}」を開くのに時間がかかりすぎました。小さくして、もう一度お試しください。",
    "picture.too_many": "「{file}」で枚数の上限を超えました。一度に使えるのは{most}ファイルまでです。",
    "picture.together": "「{file}」で容量の上限を超えました。全ファイルの合計は{megabytes} MBまでです。"
    "数を減らすか、小さくしてください。",
    "picture.unavailable": "サーバーが混み合っているため、「{file}」を開けませんでした。"
    "1分後にもう一度お試しください。",
    # Answers to other programs
    "gate.elsewhere": "このサーバーは自分のマシン専用ですが、別のページまたは別の名前から要求されました。"
    "プロキシの背後で動かす場合は --trusted-proxy を付けて起動してください。",
    "api.remote": "他のサーバーのアドレスは読み込みません。画像を保存し、ファイルをアップロードしてください"
    "(gradio_client では handle_file(\"cat.png\"))。",
    "gate.too_large": "サーバーが受け付ける大きさを超えています。",
    "gate.slow": "アップロードが止まりました。もう一度お試しください。",
    "gate.unreadable": "この要求は読み取れません。",
    "gate.often": "一度に要求が多すぎます。1分後にもう一度お試しください。",
    "gate.pages": "お使いのアドレスから開かれているページが多すぎます。"
    "いくつか閉じて、10分後にもう一度お試しください。",
    "gate.megabytes": "1時間のアップロードが多すぎます。後でもう一度試すか、画像を減らしてください。",
    "gate.full": "現在サーバーに新しいファイルを置く空きがありません。1時間後にもう一度お試しください。",
    "api.choice": "{name} は次のいずれかでなければなりません：{choices}。",
    "api.whole": "{name} は{low}から{high}までの整数でなければなりません。",
    "api.number": "{name} は{low}から{high}までの数でなければなりません。",
    "api.schedule": "この値ではスケジュールを作れません。{reason}",
    "api.picture": "画像は、アップロードしたファイルでなければなりません。"
    'gradio_clientでは image=handle_file("cat.png") とします。',
    "api.busy": "プログラムからの呼び出しが、すでに多すぎるほど待っています。1分後にもう一度お試しください。",
}

ERRORS = {
    "The activation {name} is not calculated on a visitor's device.":
    "活性化関数 {name} は訪問者の端末では計算できません。",
    "A visitor's device calculates pictures of at most {most} pixels a side, not {size}.":
    "訪問者の端末で計算できる画像は1辺 {most} ピクセルまでで、{size} ピクセルは計算できません。",
    "This network has too many parameters: on a visitor's device it would need {needed} MB of memory, and may "
    "take {most}.":
    "このネットワークはパラメータが多すぎます。訪問者の端末で {needed} MB のメモリが必要ですが、"
    "使えるのは {most} MB までです。",
    "The loss is no longer a number at step {step}: such steps are too large for this network. "
    "Start again with a smaller learning rate.": "ステップ{step}で損失が数でなくなりました。"
    "このネットワークには更新が大きすぎます。"
    "学習率を下げて、最初からやり直してください。",
    "{folder}: the weights do not fit config.json: {reason}": "{folder}：重みが config.json と合いません：{reason}",
    "{field} = {value} is not supported; it must be {wanted}.":
    "{field} = {value} には対応していません（使える値：{wanted}）。",
    "config.json: {reason}": "config.json：{reason}",
    "Unknown prediction {name!r}; choose one of: {choices}.":
    "予測の種類 {name!r} はありません。次から選んでください：{choices}",
    "This network takes a batch of shape (B, {channels}, H, W), H and W multiples of {step}, not {shape}.":
    "このネットワークが受け取るバッチの形は (B, {channels}, H, W)（H と W は {step} の倍数）で、"
    "{shape} ではありません。",
    "This network computes in {dtype}, and x is {other}: convert x by x.to(torch.{dtype}).":
    "このネットワークは {dtype} で計算しますが、x は {other} です。x.to(torch.{dtype}) で変換してください。",
    "This network knows no classes: leave label out, and guidance at 1.":
    "このネットワークにはクラスがありません。label を外し、guidance は1のままにしてください。",
    "A label of this network is a number from 0 to {last}, or {no_label} for none.":
    "このネットワークのラベルは0から{last}までの数で、ラベルなしは{no_label}です。",
    "at most {most}, a block's width": "ブロックの幅である{most}以下の値",
    "config.json: out_channels is twice in_channels; learned variance is not supported.":
    "config.json：out_channels が in_channels の2倍です。学習された分散には対応していません。",
    "in_channels, {number}": "in_channels と同じ {number}",
    "config.json: sample_size is not given; write there how many pixels wide a picture is, or give sample_size to "
    "load_checkpoint.":
    "config.json：sample_size がありません。画像の幅の画素数を書くか、"
    "load_checkpoint に sample_size を渡してください。",
    "config.json: in_channels = {number}, so this is no network of pictures, which have 1 channel (grey) or 3 "
    "(colour).":
    "config.json：in_channels = {number} なので、画像のネットワークではありません。"
    "画像のチャンネルは1（グレー）か3（カラー）です。",
    "null or a whole number from 1 to {most}": "null か1から{most}までの整数",
    "a number from 0 to below {limit}": "0以上{limit}未満の数",
    "a multiple of {number}": "{number}の倍数",
    "a list of multiples of norm_num_groups = {number}": "norm_num_groups = {number} の倍数のリスト",
    "a divisor of {number}": "{number}の約数",
    "config.json: the field {field} is not known, so it is not supported.":
    "config.json：{field} は未知のフィールドなので、対応していません。",
    "config.json: sample_size = {value} is not supported; only square pictures are.":
    "config.json：sample_size = {value} には対応していません。使えるのは正方形の画像だけです。",
    "a whole number from 1 to {most}": "1から{most}までの整数",
    "a number above 0": "0より大きい数",
    "a list of block types, as long as block_out_channels": "block_out_channels と同じ長さの、ブロックの種類のリスト",
    "{field}: the block type {kind} is not supported; it must be {wanted}.":
    "{field}：ブロックの種類 {kind} には対応していません（使える値：{wanted}）。",
    "There is no checkpoint {source!r}. Give a folder that holds config.json, or one of: {shipped}.":
    "チェックポイント {source!r} はありません。config.json のあるフォルダか、次のいずれかを指定してください："
    "{shipped}。",
    "{source!r} is no repository of the Hugging Face Hub; write owner/name or owner/name@revision, such as "
    "google/ddpm-cifar10-32.":
    "{source!r} はHugging Face Hubのリポジトリではありません。google/ddpm-cifar10-32 のように、"
    "owner/name または owner/name@revision と入力してください。",
    "{file} holds no list of weights; choose a model with safetensors weights.":
    "{file} に重みのリストがありません。重みがsafetensors形式のモデルを選んでください。",
    "The Hugging Face Hub cannot be reached, and {repo} is not complete in the cache; check the network, or choose a "
    "model that comes with the explorer.":
    "Hugging Face Hubに接続できず、キャッシュにも {repo} が揃っていません。"
    "ネットワーク接続を確認するか、このアプリに付属するモデルを選んでください。",
    "The weights cannot be written ({reason}); free some space and try again.":
    "重みを書き込めません（{reason}）。空き容量を増やして、もう一度お試しください。",
    "{file} is damaged or holds more than weights; choose a model with safetensors weights.":
    "{file} は壊れているか、重み以外のものを含んでいます。重みがsafetensors形式のモデルを選んでください。",
    "{repo} has no revision {revision!r}; write {repo} alone, or a branch, tag or commit that it has.":
    "{repo} にリビジョン {revision!r} はありません。{repo} だけを入力するか、実在するブランチ、タグ、"
    "コミットを指定してください。",
    "{repo} is not open to everyone; choose another repository, or download it with your own account and give its "
    "folder.":
    "{repo} は一般に公開されていません。別のリポジトリを選ぶか、自分のアカウントでダウンロードして、"
    "そのフォルダを指定してください。",
    "The Hugging Face Hub has no public repository {repo}; check how owner and name are spelt.":
    "Hugging Face Hubに公開リポジトリ {repo} はありません。ownerとnameの綴りを確認してください。",
    "The Hugging Face Hub refuses {repo} (error {status}); try again later.":
    "Hugging Face Hubが {repo} を拒否しました（エラー {status}）。後でもう一度お試しください。",
    "The disk is full; free some space in {folder} and try again.":
    "ディスクに空きがありません。{folder} の空き容量を増やして、もう一度お試しください。",
    "The cache {folder} cannot be used ({reason}); make it writable and try again.":
    "キャッシュ {folder} を使えません（{reason}）。書き込めるようにして、もう一度お試しください。",
    "The download of {repo} broke off; try again.": "{repo} のダウンロードが途切れました。もう一度お試しください。",
    "The Hub's answer about {repo} makes no sense ({kind}); choose another repository.":
    "{repo} についてのHubの応答を解釈できません（{kind}）。別のリポジトリを選んでください。",
    "{repo}: {reason} Choose another repository.": "{repo}：{reason}別のリポジトリを選んでください。",
    "{repo}: a configuration file is larger than 1 MB; choose another repository.":
    "{repo}：設定ファイルが1 MBを超えています。別のリポジトリを選んでください。",
    "{repo} has weights of {size:.1f} GB, more than {most:.0f} GB; choose a smaller model.":
    "{repo} の重みは{size:.1f} GBで、上限の{most:.0f} GBを超えています。もっと小さなモデルを選んでください。",
    "{repo} holds no {file}; choose a repository that has its weights in this file.":
    "{repo} に {file} がありません。重みがこのファイルに入っているリポジトリを選んでください。",
    "{repo} holds its weights as a pickle only, a file that can run code when it is opened; choose a repository with "
    "safetensors weights.":
    "{repo} の重みはpickle形式だけです。これは開くとコードが実行されうる形式です。"
    "重みがsafetensors形式のリポジトリを選んでください。",
    "{repo}: {file} names no weights or strange ones; choose another one.":
    "{repo}：{file} に重みの記載がないか、記載が異常です。別のリポジトリを選んでください。",
    "{file}: the U-Net of this pipeline draws only together with its {part}, which the explorer has not; only a "
    "U-Net that draws pictures by itself is supported.":
    "{file}：このパイプラインのU-Netは、ここにない {part} と一緒でなければ描けません。"
    "使えるのは、単独で画像を描くU-Netだけです。",
    "This is latent diffusion: the U-Net draws codes, of which {part} makes pictures; only a U-Net that draws "
    "pictures by itself is supported.":
    "これは潜在拡散モデルです。U-Netが描くのは符号で、"
    "それを {part} が画像にします。使えるのは、単独で画像を描くU-Netだけです。",
    "{repo} has {classes:,} classes, more than {most:,}; choose a network with fewer.":
    "{repo} のクラスは{classes:,}個で、上限の{most:,}個を超えています。クラスの少ないネットワークを選んでください。",
    "{repo}: a name in labels.json has more than {most} characters; choose another repository.":
    "{repo}：labels.json に{most}文字を超える名前があります。別のリポジトリを選んでください。",
    "You have {most} networks from the Hub, as many as a visitor may have; remove one first.":
    "Hubのネットワークは、1人につき{most}個までです。先に1つ削除してください。",
    "{repo} makes pictures of more than {most} pixels; choose smaller ones.":
    "{repo} の画像は1辺が{most}画素を超えています。もっと小さな画像のモデルを選んでください。",
    "{repo} describes a network that is too large for the explorer, which takes at most {most:.0f} million "
    "parameters; choose a smaller model.":
    "{repo} のネットワークは、このアプリには大きすぎます。パラメータ数の上限は{most:.0f}M（Mは100万）です。"
    "もっと小さなモデルを選んでください。",
    "{repo}: the weights ({size:,} bytes) do not fit config.json ({count:,} parameters); choose another repository.":
    "{repo}：重み（{size:,}バイト）が config.json（{count:,}パラメータ）と合いません。別のリポジトリを選んでください。",
    "{reason} Choose another repository.": "{reason}別のリポジトリを選んでください。",
    "{repo}: {file} arrived damaged and was deleted; try again.":
    "{repo}：{file} が壊れた状態で届いたため、削除しました。もう一度お試しください。",
    "{repo}: a file is larger than the Hub said; try again later.":
    "{repo}：Hubが示した大きさを超えるファイルがあります。後でもう一度お試しください。",
    "{repo} holds no {file}, so it is no DDPM checkpoint; choose another repository.":
    "{repo} に {file} がないので、DDPMのチェックポイントではありません。別のリポジトリを選んでください。",
    "{repo} holds no {file}, a part of its weights; choose another repository.":
    "{repo} に、重みの一部である {file} がありません。別のリポジトリを選んでください。",
    "{folder}: {file} is missing. Copy it into {path}.": "{folder}：{file} がありません。{path} にコピーしてください。",
    "{folder}: {file} is damaged (it holds no object).":
    "{folder}：{file} は壊れています（オブジェクトが入っていません）。",
    "{folder}: labels.json must be a list of names.": "{folder}：labels.json は名前のリストでなければなりません。",
    "{folder}: labels.json has {names} names for {classes} classes.":
    "{folder}：labels.json には、{classes}個のクラスに対して{names}個の名前があります。",
    "{folder}: {file} is damaged ({reason}).": "{folder}：{file} は壊れています（{reason}）。",
    "This machine has no device {name!r}. Use --device auto or --device cpu.":
    "このコンピュータにデバイス {name!r} はありません。--device auto か --device cpu を使ってください。",
    "There is not enough memory for a picture of this network.":
    "メモリが足りず、このネットワークでは1枚の画像も計算できません。",
    "{some} or {other}": "{some} か {other}",
    "{file} is damaged: {field} = {value} is no number above 0.":
    "{file} は壊れています：{field} = {value} は0より大きい数ではありません。",
    "{file} is damaged: nothing of the picture is left before the last step.":
    "{file} は壊れています：最後のステップより前に、画像の成分がすっかり失われます。",
    '{file}: prediction_type = "epsilon" cannot be sampled with {reason}: x_T holds no signal, and the noise in it '
    "says nothing about x_0.":
    '{file}：prediction_type = "epsilon" のモデルは、{reason} ではサンプリングできません。'
    "x_T に信号がなく、そのノイズからは x_0 について何もわからないためです。",
    "{file} is damaged: num_train_timesteps = {value} is not in 1..{most}.":
    "{file} は壊れています：num_train_timesteps = {value} は1から{most}までの範囲にありません。",
    "DDPMScheduler, or one of diffusers that walks the chain of a DDPM in another way":
    "DDPMScheduler か、DDPMの連鎖を別の方法でたどるdiffusersのスケジューラ",
    "{file}: {field} = {value} is not supported; it must be {wanted}.":
    "{file}：{field} = {value} には対応していません（使える値：{wanted}）。",
    "{file} is damaged: rescale_betas_zero_snr = true, but a zero terminal SNR needs at least two steps, and signal "
    "to lose in the last one.":
    "{file} は壊れています：rescale_betas_zero_snr = true ですが、終端SNRを0にするには、少なくとも2ステップと、"
    "最後のステップで失われる信号が必要です。",
    "{file} is damaged: trained_betas is no list of numbers above 0 and up to 1.":
    "{file} は壊れています：trained_betas は、0より大きく1以下の数のリストではありません。",
    "{file} is damaged: trained_betas has {count} numbers for num_train_timesteps = {T}.":
    "{file} は壊れています：num_train_timesteps = {T} に対して、trained_betas には{count}個の数があります。",
    "{file} is damaged: {field} = {value} is no number above 0 and up to 1.":
    "{file} は壊れています：{field} = {value} は、0より大きく1以下の数ではありません。",
    "{folder} holds its weights as a pickle only ({file}), a file that can run code when it is opened; save them "
    "again with diffusers, which writes {wanted}.":
    "{folder} の重みはpickle形式だけです（{file}）。これは開くとコードが実行されうる形式です。"
    "diffusersで保存し直して、{wanted} にしてください。",
    "{folder}: the names of the weights begin with {prefix}, which comes from a wrapper such as "
    "DistributedDataParallel or torch.compile; save the network that is inside it.":
    "{folder}：重みの名前が {prefix} で始まっています。"
    "DistributedDataParallel や torch.compile のようなラッパーが付けたものです。"
    "中のネットワークそのものを保存してください。",
    "{folder} holds both {file} and {index}; delete the one that is out of date.":
    "{folder} には {file} と {index} の両方があります。古いほうを削除してください。",
    "{folder}: {file} is damaged (it has no weight_map).":
    "{folder}：{file} は壊れています（weight_map がありません）。",
    "{folder}: {file} is not named in {index}; delete the one that is wrong.":
    "{folder}：{file} は {index} に記載されていません。誤っているほうを削除してください。",
    "{folder}: {file} does not hold what {index} says: only one of the two knows {tensor}.":
    "{folder}：{file} の中身が {index} の記載と合いません。{tensor} は片方にしかありません。",
    "{folder}: {file} names {shard}, which is no plain .safetensors file.":
    "{folder}：{file} に記載された {shard} は、通常の .safetensors ファイルではありません。",
    "{folder}: the weights in {file} are damaged ({reason}).": "{folder}：{file} の重みは壊れています（{reason}）。",
}
