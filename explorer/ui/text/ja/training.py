"""Japanese: the Training tab."""

TEXT = {
    # Training
    "training.tab": "学習",
    "training.intro": "「引く」を押すと、画像にノイズが乗り、ネットワークがそのノイズを答え、その誤差が損失になりま"
    "す。",
    "training.intro_more": "学習はこれだけです。ランダムな t、ランダムなノイズ、推測の二乗誤差。なぜ最尤法からこの誤"
    "差が出てくるのか、それが何を重く見るのかは、下で確かめられます。",
    "training.target": "ネットワークが予測するもの",
    "training.target_info": "同じ答えを五つの言葉で読みます。",
    "training.seed": "この回のノイズ",
    "training.new": "新しいノイズ",
    "training.stage.algorithm": "Ho et al. 2020 のアルゴリズム 1 と、この回の数値",
    "training.stage.descend": "次の勾配を下る：",
    "training.stage.signal": "画像",
    "training.stage.signal_short": "選んだ画像",
    "training.stage.noise": "引いたノイズ",
    "training.stage.seed": "シード",
    "training.stage.mixture": "ネットワークに渡すもの",
    "training.stage.mixture_short": "入力",
    "training.stage.wanted": "正しい答え",
    "training.stage.wanted_short": "正解",
    "training.stage.said": "ネットワークの答え",
    "training.stage.said_short": "答え",
    "training.stage.error": "誤差（4 倍に強調）",
    "training.stage.error_short": "差 × 4",
    "training.stage.loss": "損失：平均二乗誤差",
    "training.stage.label": "どのクラスでも",
    "training.stage.draw": "引く",
    "training.stage.time": "この回の時刻 t",
    "training.stage.earlier": "一つ前へ",
    "training.stage.later": "一つ後へ",
    "training.stage.few": "ネットワーク：{name}（この端末で計算）",
    "training.stage.remote": "ネットワーク：{name}（サーバーで計算）",
    "training.stage.failed": "いまネットワークから答えがありません。",
    "training.stage.scatter": "t ごとの損失",
    "training.stage.draws": "一回",
    "training.stage.running": "全体の平均 L_simple",
    "training.stage.mean": "この t 付近の平均",
    "training.stage.exact": "完全なデノイザー",
    "training.stage.sketched": "あなたの曲線(平均をそろえたもの)",
    "training.stage.sketch": "予想をここに、マウスか指で描いてください。各 t での損失はどのくらいでしょう?",
    "training.stage.expected": "あなたの曲線は t = {drawn} 付近で最大、損失は t = {measured} 付近で最大です。",
    "training.stage.floor": "{count} 回の平均：{mean}。学習した画像に対する完全なデノイザーでは：{floor}。",
    "training.stage.floor_unknown": "{count} 回の平均：{mean}。どこまで下げられるかは分かりません。学習に使った画像が"
    "すべてここにあるわけではないからです。",
    "training.stage.languages": "一つの答え、五つの損失",
    "training.stage.predicts": "予測",
    "training.stage.squared": "二乗誤差",
    "training.stage.weight": "下界での重み",
    "training.stage.languages_say": "誤差と重みの積はどの行も同じで、σ² = β̃ のときの L_(t−1) のビット数です。"
    "L_simple では ε の重みを 1 に置き換えます。",
    # The bound
    "training.bound.title": "この画像の変分限界：何ビットかかる？",
    "training.bound.say": "画像に高い確率を与えるモデルなら、少ないビットで保存できます。変分限界はそのビット数を一"
    "歩ずつ数えます。ネットワークの答えが正確な答えからどれだけ離れているかです。単位は色の値一つあたりのビット。モ"
    "デルなしの画像ファイルでは 8 ビットです。",
    "training.bound.go": "この画像を量る",
    "training.bound.stop": "停止",
    "training.bound.progress": "ネットワークに尋ねた割合",
    "training.bound.variance": "戻る一歩の分散",
    "training.bound.schedule": "スケジュール",
    "training.bound.bars": "連鎖の各部分のビット数",
    "training.bound.bars_say": "棒は連鎖の一部分で、その中の全ステップを含みます。シードで選んだ 100 の時刻を調べ、± は"
    "調べていない時刻による標準誤差です。",
    "training.bound.axis": "値あたりのビット",
    "training.bound.times": "t = … から",
    "training.bound.map": "画素ごとのビット数。クリックか矢印キーで選べます",
    "training.bound.map_say": "画素ごとのビット数：濃いほど高くつきます。クリックで選択。",
    "training.bound.network": "ネットワーク",
    "training.bound.under": "スケジュール",
    "training.bound.total": "合計",
    "training.bound.rate_title": "レートと歪み",
    "training.bound.rate": "ここまでの値あたりのビット",
    "training.bound.distortion": "x̂₀ の誤差(階調)",
    "training.bound.rate_say": "ノイズからの帰り道で、そのビット数を使った時点で推測がどれだけずれているか。"
    "最初の0.1ビットで絵ができ、残りの大半は誰にも見えない違いを直しています。",
    "training.bound.pixel": "一つの画素の、戻る一歩の二つのガウス分布",
    "training.bound.pixel_say": "この t で一つの画素が一歩戻るとき：q は画像を知っていて、p にはネットワークの推測しか"
    "ありません。二つの隔たり KL が、この一歩でこの画素が払う分です。",
    "training.bound.blind": "t = {t} では、このスケジュールだと量るものがありません。ε を予測するネットワークには信"
    "号が残っていないか、ノイズがありません。別のスケジュールを選んでください。",
}
