"""Japanese: the Fine-tune tab, and jobs."""

TEXT = {
    # Fine-tune
    "finetune.tab": "微調整",
    "finetune.intro": "自分の画像をネットワークに見せて、"
    "描くものが変わっていく様子を観察しましょう。",
    "finetune.intro_more": "学習はバックグラウンドで進みます。ページを閉じても、"
    "後で戻ってくれば続いています。",
    "finetune.files": "画像1～200枚",
    "finetune.seen": "ネットワークが見るもの：画像{count}枚、{size}×{size}画素。",
    "finetune.seen_one": "ネットワークが見るもの：画像1枚、{size}×{size}画素。",
    "finetune.cropped": "正方形でない画像は、枠の中だけを使います。枠はドラッグするか、矢印キーで動かせます。",
    "finetune.grey": "このネットワークはグレースケールしか扱えないので、画像もグレースケールで見せます。",
    "finetune.base": "出発点",
    "finetune.name": "結果の名前",
    "finetune.default_name": "自分の画像",
    "finetune.steps": "学習ステップ数",
    "finetune.steps_info": "400ステップは、CPU 2コアで約1分かかります。",
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
    "finetune.draw": "これで描く",
    "finetune.further": "あと{count}ステップ学習",
    "finetune.further_info": "「あと{count}ステップ学習」では、学習率をもう一度上げてから下げます。"
    "最初から長く学習した結果に近づきますが、同じにはなりません。",
    "finetune.learnt": "学習に使うあなたの画像（{count}枚）。ネットワークにはこう見えます。",
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
    "finetune.portions": "大きなネットワークは、このページが開いている間、あなたのZeroGPUの利用時間で少しずつ学習し"
    "ます。閉じると学習は休止します。ほかのネットワークはCPUで学習します。",
    "finetune.refused": "ZeroGPUは今、GPUを貸せません。空きがないか、利用時間を使い切りました。代わりにCPUで学習する"
    "ため、時間がかかります。",
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
    # Example sets
    "examples.title": "手元に画像がなければ、こちらをどうぞ",
    "examples.flags": "旗10枚",
    "examples.planets": "惑星12個",
    "examples.take": "この画像を使う",
    "examples.story": "この画像での学習の記録：おもちゃの絵を描くネットワークから始めて{steps}ステップ。",
    "examples.drawn": "ネットワークが同じ8つのノイズから描く画像",
    "examples.scrub": "記録されたプレビューの学習ステップ",
    "examples.after": "学習ステップ {step}：損失 {loss}",
    "examples.loss": "学習中の損失（対数軸）",
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
    "job.node_lost": "学習していたコンピュータも、引き継いだコンピュータも応答しなくなりました。"
    "「再開」を押すと、最後のチェックポイントから続けます。詳細は {folder} の log ファイルにあります。",
    "job.paused": "ページが閉じられたため、休止しました。「再開」で続きから学習します。",
    "job.not_taken": "学習用のマシンがジョブを受け付けませんでした。後で「再開」を押して、もう一度試してください。",
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
    "jobpanel.nearest": "左右の組：各プレビューと、それに最も近いあなたの画像",
    "jobpanel.pair": "プレビュー{preview}、あなたの画像{picture}",
    "jobpanel.near_copy": "ほぼ同じ",
    "jobpanel.copy": "「ほぼ同じ」とは、あなたの画像の1枚（左右の反転や1ピクセルのずれも含む）と細部が一致し、"
    "その1枚とほかのあなたの画像との違いよりも、はるかに近いことです。少ない画像で多くのステップを学習すると、"
    "写しに行き着きます。ネットワークは描くのではなく、覚えた画像を思い出すようになるのです。",
    "jobpanel.preview": "ネットワークが同じ8つのノイズから描く画像",
    "jobpanel.after": "学習ステップ {step}",
    "jobpanel.scrub": "プレビューの学習ステップ",
    "jobpanel.progress": "学習の進み具合",
    "gallery.remove": "画像{number}を取り除く",
    "gallery.frame": "画像{number}のうちネットワークが見る部分",
    "gallery.place": "{of}画素中の{first}～{last}",
    "gallery.pictures": "ネットワークが見るもの",
}
