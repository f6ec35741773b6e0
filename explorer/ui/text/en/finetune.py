"""English: the Fine-tune tab, and jobs."""

TEXT = {
    # Fine-tune
    "finetune.tab": "Fine-tune",
    "finetune.intro": "Give the network your own pictures and watch it change its mind.",
    "finetune.intro_more": "Training runs in the background: close the page, come back later, and it is still "
    "here.",
    "finetune.files": "1 to 200 pictures",
    "finetune.seen": "What the network will see: {count} pictures, {size}×{size} pixels.",
    "finetune.seen_one": "What the network will see: 1 picture, {size}×{size} pixels.",
    "finetune.cropped": "Of one that is not square it sees the framed part: drag it, or use the arrow keys.",
    "finetune.grey": "This network only knows grey, so your pictures are shown to it in grey.",
    "finetune.base": "Start from",
    "finetune.name": "Name of the result",
    "finetune.default_name": "my pictures",
    "finetune.steps": "Training steps",
    "finetune.steps_info": "400 take about a minute on two CPU cores.",
    "finetune.more": "More",
    "finetune.light": "Train lightly",
    "finetune.light_info": "Only the attention, time and class layers learn: quicker, and the old prior stays.",
    "finetune.scratch": "From scratch",
    "finetune.scratch_info": "Forget what the network knows. It shows what its training was worth.",
    "finetune.new_class": "As a new class",
    "finetune.new_class_info": "Keeps the classes that the network knows, and adds one with the name above.",
    "finetune.flip": "Mirror half of the pictures",
    "finetune.flip_info": "Twice the variety, but not for text or digits.",
    "finetune.lr": "Learning rate",
    "finetune.batch": "Pictures per step",
    "finetune.no_classes": "This network has no classes, so it cannot get a new one. Untick “As a new class”.",
    "finetune.kept": "A job and its result are deleted {hours:.0f} hours after it has ended, your oldest ones "
    "earlier where all of "
    "yours take more than {gigabytes:.0f} GB.",
    "finetune.forgotten": "Your browser keeps nothing for this site. Once you reload or close this page, your "
    "trainings cannot be found again: take a result away before.",
    "finetune.start": "Start training",
    "finetune.stop": "Stop",
    "finetune.draw": "Draw with it",
    "finetune.further": "{count} more steps",
    "finetune.further_info": "“{count} more steps” raise the learning rate once more, so the end is close to that of "
    "one longer training, but not the same.",
    "finetune.learnt": "What it learns from: your pictures ({count}), as the network sees them.",
    "finetune.resume": "Go on",
    "finetune.loss": "loss",
    "finetune.loss_smooth": "running mean",
    "finetune.loss_early": "small t (little noise)",
    "finetune.loss_middle": "middle t",
    "finetune.loss_late": "large t (much noise)",
    "finetune.loss_seen": "pictures it trains on",
    "finetune.loss_held_out": "pictures held out",
    "finetune.axis": "training step",
    "finetune.loss_title": "Loss: how far the network is from the right answer",
    "finetune.no_pictures": "Add at least one picture first.",
    "finetune.too_many": "That would be {count} pictures; the first {most} are used.",
    "finetune.already": "One of your jobs is still going. Stop it first, or wait until it is done.",
    "finetune.no_folder": "Jobs cannot be stored: {folder} is not writable. "
    "Make it writable, or start the app with another folder: python app.py --jobs FOLDER.",
    "finetune.portions": "A large network is trained on ZeroGPU, in portions, while this page is open, from your "
    "own time there. If you close it, the training pauses; others are trained on the processor.",
    "finetune.refused": "ZeroGPU lends no GPU now: none is free, or your time there is used up. The processor "
    "trains instead, which takes longer.",
    "finetune.temporary": "{folder} is not writable, so jobs are kept in a temporary folder and are lost when the "
    "app ends. "
    "To keep them, make it writable, or start the app with another one: python app.py --jobs FOLDER.",
    "finetune.own_full": "Trainings from your address that are going or waiting: {count}. Wait until one is done.",
    "finetune.queue_full": "{count} jobs are waiting already. Try again in a few minutes.",
    "finetune.full": "The jobs on this server take {gigabytes:.0f} GB already, which is all there is for them. Try "
    "again in a few hours.",
    "finetune.cannot_write": "The job could not be stored ({reason}). Free some space and try again.",
    "finetune.cannot_stop": "The job could not be told to stop ({reason}). Free some space and try again.",
    # Example sets
    "examples.title": "No pictures at hand? Take ours",
    "examples.flags": "Ten flags",
    "examples.planets": "Twelve planets",
    "examples.take": "Take these pictures",
    "examples.story": "A training on these pictures, recorded: {steps} steps from the network that draws the toys.",
    "examples.drawn": "What the network draws from the same eight noises",
    "examples.scrub": "Training step of the recorded preview",
    "examples.after": "after step {step}: loss {loss}",
    "examples.loss": "Loss over the training, on a logarithmic axis",
    "job.empty": "No training yet. Add pictures and press Start: "
    "previews from the same noise will show here how the network changes.",
    "job.queued": "Waiting for another job to finish",
    "job.queued_behind": "Waiting; jobs before this one: {count}",
    "job.starting": "Starting: loading the network",
    "job.running": "Training",
    "job.stopping": "Stopping after this step",
    "job.done": "Done: “{name}” can now be chosen in the Denoise tab",
    "job.stopped": "Stopped; “Go on” continues from here",
    "job.failed": "The training failed. Press “Go on” to try again from the last checkpoint; "
    "the file log in {folder} has the details.",
    "job.died": "The training process ended by itself, perhaps for lack of memory. "
    "Press “Go on” to continue from the last checkpoint.",
    "job.node_lost": "The machine that trained went away, and so did those that took over. "
    "Press “Go on” to continue from the last checkpoint; the file log in {folder} has the details.",
    "job.paused": "Paused, as the page was closed. “Go on” continues where it was.",
    "job.not_taken": "The machines that train took no further job. Press “Go on” to try again later.",
    "job.interrupted": "The training was interrupted. Press “Go on” to continue from the last checkpoint.",
    "job.disk_full": "The disk is full. Free some space, then press “Go on”.",
    "job.no_device": "This machine does not have the device that the server was started with. "
    "Start it with --device auto or --device cpu.",
    "job.out_of_memory": "There was not enough memory. Close other programs, then press “Go on”.",
    "job.diverged": "The loss was no longer a number at step {at}: the learning rate is too high. The network of "
    "step {step} is kept "
    "and can be used. Start again with a lower rate.",
    "job.diverged_at_once": "The loss was no longer a number at step {at}: the learning rate is too high, and "
    "nothing was kept. "
    "Start again with a lower one.",
    "jobpanel.step": "step {step} / {steps}",
    "jobpanel.left": "{time} left",
    "jobpanel.rate": "{rate} images/s",
    "jobpanel.memory": "{megabytes} MB",
    "jobpanel.copies": "Near-copies of your pictures among the {of} previews: {count}",
    "jobpanel.no_copies": "None of the {of} previews is a copy of your pictures",
    "jobpanel.nearest": "Side by side: each preview, and the nearest of your pictures",
    "jobpanel.pair": "Preview {preview}, your picture {picture}",
    "jobpanel.near_copy": "near-copy",
    "jobpanel.copy": "A near-copy has the detail of one of your pictures, as it is, mirrored or moved by a pixel, and "
    "is much nearer to it than that picture is to any other of yours. "
    "Few pictures and many steps end in copies: the network then remembers instead of drawing.",
    "jobpanel.preview": "What the network draws from the same eight noises",
    "jobpanel.after": "after step {step}",
    "jobpanel.scrub": "Training step of the preview",
    "jobpanel.progress": "Training progress",
    "gallery.remove": "Take out picture {number}",
    "gallery.frame": "What the network sees of picture {number}",
    "gallery.place": "pixels {first} to {last} of {of}",
    "gallery.pictures": "What the network will see",
}
