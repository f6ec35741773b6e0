"""Japanese: the derivation of the loss, on the Training tab."""

TEXT = {
    "derivation.title": "損失はどこから来るのか：導出を選んだ画像で確かめる",
    "derivation.say": "最尤法からアルゴリズム 1 までを 11 行でたどります。どの行も両辺をブラウザーで計算します。使うの"
    "は 32 × 32 画素にした選んだ画像、いまの t とノイズで、コストの単位は色の値一つあたりのビットで、密度のコストなの"
    "で負にもなります。= は表示した桁がすべて一致すること、≈ は片方が乱数からの推定であることを表し、± はその標準誤差"
    "です。",
    "derivation.given": "緑はネットワークの代役です。色の値が一つのガウス分布（平均 {mean}、分散 {variance}、どちらも"
    "選んだ画像のもの）から独立に引かれた画像に対する、完全なデノイザーです。色は知っていますが、形は知りません。その"
    "代わり、すべてが正確に分かります。",
    "derivation.place": "t = {t} で確かめています。一歩戻る行では、その両端にノイズがあり、信号もいくらか残っている必"
    "要があります。",
    "derivation.unusable": "このスケジュールでは比べられるものがありません。初めのノイズが少なすぎるか、画像がすぐに消"
    "えてしまいます。別のスケジュールを選んでください。",
    "derivation.apart": "画像のどこでも差は {value} 以下",
    "derivation.errors": "差は標準誤差の {count} 倍",
    "derivation.parts": "L_T {last}、L_(t−1) の和 {between}、L_0 {first}",
    "derivation.here": "この t での重み：{weight}",
    "derivation.blind": "信号の残らない t = T を除く",
    "derivation.why": "なぜ？",
    "derivation.jensen": "変分限界",
    "derivation.jensen_why": "p(x₀) は、選んだ画像に行き着くあらゆるチェーン x₁ … x_T についての総和で、普通は計算でき"
    "ません。q を掛けて q で割ると、その画像から始まるチェーンについての平均になります。平均の対数は対数の平均以上なの"
    "で（イェンセンの不等式）、右辺が小さくなることはありません。代役はガウス分布なので、ここでは左辺も分かります。差"
    "は、一歩が無限に小さくないことと、σ² = β̃ と選んだことの代償です。",
    "derivation.cost": "画像のコスト：正確な値 ≤ 一本のチェーンでの値",
    "derivation.jump": "補題：t 歩は一度のジャンプ",
    "derivation.jump_why": "各ステップは、いまあるものを √(1−β) 倍に縮め、分散 β の新しいノイズを加えます。係数は掛け"
    "合わされ、分散 v は (1−β) v + β になります。独立なガウス分布の和はガウス分布なので、t 歩のあとは左の分布になりま"
    "す。",
    "derivation.factor": "x₀ の係数：t 個の積 = √ᾱ",
    "derivation.variance": "分散：t 歩を順に = 1 − ᾱ",
    "derivation.walked": "同じ分散を、t 歩進んだ画像で測ると",
    "derivation.bayes": "補題：一歩を逆向きに",
    "derivation.bayes_why": "x₀ を固定したベイズの定理です。チェーンには記憶がなく、x_(t−1) が分かれば、x₀ は x_t につ"
    "いて何も付け加えません。x₀ なしでは戻る一歩は分からず、それこそネットワークが学ぶものです。",
    "derivation.density": "x_(t−1) での密度の log₂：順方向の三つ = 逆方向の一つ",
    "derivation.square": "その平均と分散",
    "derivation.square_why": "x_(t−1) の関数として見ると、分子の二つはどちらもガウス型で、その積もガウス型です。平方完"
    "成すると、精度 α/β と 1/(1−ᾱ_(t−1)) の和が 1/β̃ になり、平均は二つの主張を精度で重みづけたものになります。",
    "derivation.mean": "画像全体の平均：平方完成 = 公式",
    "derivation.width": "分散：平方完成 = β̃",
    "derivation.telescope": "チェーン全体を逆向きに",
    "derivation.telescope_why": "1 より大きい各 t に補題を代入します。分子の q(x_(t−1)|x₀) は、隣の分母にある同じもの"
    "と次々に打ち消し合い、q(x_T|x₀) だけが残ります。",
    "derivation.chain": "T 歩のチェーンの −log₂：順方向 = 逆向き",
    "derivation.sum": "ダイバージェンスの和",
    "derivation.sum_why": "これで q と p は同じ向きになり、一歩ずつ比べられます。q のもとでの log q/p の平均が KL ダイ"
    "バージェンスです。L_T に学ぶものはありません。L_0 は最後の一歩のコストです。",
    "derivation.terms": "一本のチェーンでの値 ≈ 全項の閉じた式",
    "derivation.kl": "同じ幅のガウス分布二つ",
    "derivation.kl_why": "σ² = β̃ と選ぶと、二つのガウス分布の分散は同じになり、その対数は打ち消し合います。残るのは、"
    "平均どうしが σ を単位としてどれだけ離れているかです。",
    "derivation.divergence": "ビット：引いた x_(t−1) での log₂ q/p ≈ 公式",
    "derivation.noise": "ノイズで表した平均",
    "derivation.noise_why": "x_t = √ᾱ x₀ + √(1−ᾱ) ε を x₀ について解き、平均の式に入れます。ネットワークには x_t が渡"
    "されていて、足りないのは ε だけです。だから ε を答えさせます。",
    "derivation.picture": "x₀ の平均：x_t と ε から = 選んだ画像",
    "derivation.noise_mean": "μ̃ の画像全体の平均：ε から = x₀ から",
    "derivation.weight": "重みと、ノイズの誤差",
    "derivation.weight_why": "どちらの平均にも同じ x_t があり、差では消えます。残るのは同じ係数 β / √(α (1−ᾱ)) のつい"
    "た ε と ε̂ で、係数は二乗して前に出せます。",
    "derivation.bits": "ビット：平均の距離 = 重み × ノイズの誤差",
    "derivation.simple": "重みを捨てる",
    "derivation.simple_why": "Ho et al. の線形スケジュールでは、変分限界はノイズがほとんど見えない小さな t を最も重く"
    "見ます。L_simple は重みを 1 に置き換えます。もはや変分限界ではありませんが、どの t でも最良の答えは同じままで、彼"
    "らの画像はよくなりました。",
    "derivation.all": "1 より大きい全 t のビット：x₀ で = 重みつきの ε で",
    "derivation.algorithm": "アルゴリズム 1",
    "derivation.algorithm_why": "L_simple は t と ε についての平均です。両方をランダムに引けば、一回の損失は平均すると"
    " L_simple になり、その勾配は L_simple の勾配になります。アルゴリズム 1 はこれがすべてです。",
    "derivation.draws": "(t, ε) を色の値ごとに 3,072 回引いた平均 ≈ L_simple",
    "derivation.slips": "スライドに本当にある二つの間違い",
    "derivation.slips_say": "分散 β のノイズは β ε ではなく √β ε です。同じ乱数のまま、根号を忘れるとどうなるか見てみ"
    "ましょう。",
    "derivation.slip_none": "間違いなし",
    "derivation.slip_beta": "β の根号を忘れる：",
    "derivation.slip_tilde": "β̃ の根号を忘れる：",
    "derivation.slip_none_say": "順方向では、t が T に近づくとヒストグラムは緑の曲線 N(0, 1) になります。逆方向では、"
    "選んだ画像の色の緑の曲線になります。",
    "derivation.slip_beta_say": "β はその平方根より小さいので、入るノイズが少なすぎます。画像はノイズにならず、灰色へ"
    "と薄れます。β がほぼ 1 なら根号の有無は目立ちません。コサインスケジュールは最後の数ステップでこの間違いを隠しま"
    "す。途中の t を見てください。",
    "derivation.slip_tilde_say": "戻る一歩ごとに値は平均へ引き寄せられ、その分をノイズで補わなければなりません。ノイズ"
    "が足りないと、すべての値が平均の近くで終わります。コントラストがなく、どのサンプルも似てしまいます。",
    "derivation.slip_right": "正しい場合",
    "derivation.slip_slip": "間違えた場合",
    "derivation.slip_forth": "選んだ画像から順方向へ。ヒストグラムは",
    "derivation.slip_back": "ノイズから代役で逆方向へ。ヒストグラムは最後のもの",
    "derivation.slip_forth_frames": "順方向のチェーンの六枚",
    "derivation.slip_back_frames": "逆方向のチェーンの六枚",
    "derivation.slip_histogram": "値のヒストグラムと、本来の密度",
    "derivation.slip_variance": "分散",
    "derivation.slip_instead": "正しくは",
}
