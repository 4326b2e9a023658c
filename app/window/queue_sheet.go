package window

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/database"
	"siamface/model/format"
	"siamface/model/jobs"
	"siamface/model/queue"
	"siamface/widgets"
)

// queueEvery is how often a queue is looked at while its sheet is open.
const queueEvery = 2 * time.Second

// queueSheet shows how far the work in a queue is that workers do, here and on other machines.
type queueSheet struct {
	desk
	address *widgets.Entry
	browse  *widgets.Button
	state   *widget.Label // what there is in place of a list
	hint    *widget.Label
	list    *fyne.Container
	rows    map[int64]*batchRow
	shown   string // the address of the queue that is looked at, "": none
	cancel  context.CancelFunc
	version int
}

// kindWords are the keys of the kinds of work.
var kindWords = map[string]string{jobs.Embedding: "queue.kind.embed", jobs.Folds: "queue.kind.folds", jobs.Trials: "queue.kind.trials"}

func openQueue(d desk) *queueSheet {
	s := &queueSheet{desk: d, state: widget.NewLabel(""), hint: widget.NewLabel(""), list: container.NewVBox(), rows: map[int64]*batchRow{}}
	s.address = widgets.NewEntry(nil)
	s.address.SetPlaceHolder(d.Words.Text("queue.address"))
	s.address.OnSubmitted = s.watch
	s.browse = widgets.NewButton(d.Words.Text("queue.pick"), theme.FolderOpenIcon(), func() {
		s.pickFile(d.Words.Text("queue.pick"), "", []string{".db", ".sqlite", ".queue"}, func(path string) { s.address.SetText(path); s.watch(path) })
	})
	s.state.Wrapping = fyne.TextWrapWord
	s.hint.Wrapping, s.hint.SizeName = fyne.TextWrapWord, theme.SizeNameCaptionText
	head := container.NewBorder(nil, nil, nil, s.browse, s.address)
	content := container.NewBorder(container.NewVBox(head, s.state), s.hint, nil, nil, container.NewVScroll(s.list))
	s.openDialogThen(dialog.NewCustom(d.Words.Text("queue.title"), d.Words.Text("close"), content, d.win), fyne.NewSize(720, 480), s.stop)
	s.say(d.Words.Text("queue.none"))
	d.win.Canvas().Focus(s.address)
	if last := d.Settings.String(session.KeyQueue); last != "" {
		s.address.SetText(last)
		s.watch(last)
	}
	return s
}

func (s *queueSheet) say(text string) {
	s.state.SetText(text)
	setVisible(s.state, text != "")
}

// stop looks no more.
func (s *queueSheet) stop() {
	if s.cancel != nil {
		s.cancel()
	}
	s.version++
	s.cancel, s.shown = nil, ""
}

// watch looks at the queue at an address until another one is asked for or the sheet is closed.
func (s *queueSheet) watch(address string) {
	s.stop()
	address = strings.TrimSpace(address)
	s.rows = map[int64]*batchRow{}
	s.list.RemoveAll()
	if address == "" {
		s.say(s.Words.Text("queue.none"))
		return
	}
	s.say(s.Words.Text("queue.opening"))
	s.hint.SetText("")
	mine := s.version
	s.cancel = startWork(func(ctx context.Context, report *coalescer) (struct{}, error) {
		return struct{}{}, followQueue(ctx, address, func(list []queue.Batch) {
			report.put(func() {
				if mine == s.version {
					s.show(address, list)
				}
			})
		})
	}, func(_ struct{}, err error) {
		if mine != s.version || errors.Is(err, context.Canceled) {
			return
		}
		s.stop()
		s.rows = map[int64]*batchRow{}
		s.list.RemoveAll()
		s.say(err.Error())
	})
}

// followQueue tells what is in a queue, again and again until the context ends.
func followQueue(ctx context.Context, address string, tell func([]queue.Batch)) error {
	return withQueue(ctx, address, func(q *queue.Queue) error {
		for tick := time.NewTicker(queueEvery); ; {
			list, err := q.List(ctx)
			if err != nil {
				tick.Stop()
				return err
			}
			tell(list)
			select {
			case <-ctx.Done():
				tick.Stop()
				return ctx.Err()
			case <-tick.C:
			}
		}
	})
}

// withQueue opens a queue that is there: a window makes none.
func withQueue(ctx context.Context, address string, do func(q *queue.Queue) error) error {
	q, err := queue.OpenExisting(ctx, address)
	if err != nil {
		return err
	}
	return errors.Join(do(q), q.Close())
}

// show shows the batches of the queue at an address, and remembers it; an address with a password isn't remembered.
func (s *queueSheet) show(address string, list []queue.Batch) {
	if s.shown != address {
		s.shown = address
		if !hasPassword(address) {
			s.Settings.SetString(session.KeyQueue, address)
		}
	}
	s.say("")
	if len(list) == 0 {
		s.say(s.Words.Text("queue.empty"))
	}
	left := s.rows
	s.rows = map[int64]*batchRow{}
	s.list.Objects = nil
	for _, b := range list {
		row := left[b.ID]
		if row == nil {
			row = newBatchRow(s)
		}
		row.show(b)
		s.rows[b.ID] = row
		s.list.Objects = append(s.list.Objects, row.content)
	}
	s.list.Refresh()
	s.hint.SetText("")
	if len(list) > 0 {
		s.hint.SetText(s.Words.Text("queue.hint", list[0].ID, database.HidePassword(address)))
	}
}

func hasPassword(address string) bool {
	u, err := url.Parse(address)
	if !database.IsServer(address) {
		return false
	}
	if err != nil {
		return true // nobody knows
	}
	_, has := u.User.Password()
	return has || u.Query().Has("password")
}

// change does something to the queue that is shown, and looks at it anew.
func (s *queueSheet) change(do func(ctx context.Context, q *queue.Queue) error) {
	address := s.shown
	if address == "" {
		return
	}
	runInBackground(func() (struct{}, error) {
		ctx := context.Background()
		return struct{}{}, withQueue(ctx, address, func(q *queue.Queue) error { return do(ctx, q) })
	}, func(_ struct{}, err error) {
		if err != nil {
			s.showError(s.Words.Text("queue.cannot"), err)
		}
		if s.shown == address {
			s.watch(address)
		}
	})
}

// batchRow is a batch in the list.
type batchRow struct {
	s             *queueSheet
	batch         queue.Batch
	content       fyne.CanvasObject
	title, state  *widget.Label
	trouble       *widget.Label
	bar           *widget.ProgressBar
	retry, remove *widgets.Button
}

func newBatchRow(s *queueSheet) *batchRow {
	r := &batchRow{s: s, title: widget.NewLabel(""), state: widget.NewLabel(""), trouble: widget.NewLabel(""), bar: widget.NewProgressBar()}
	r.title.TextStyle.Bold = true
	r.trouble.Wrapping, r.trouble.Importance = fyne.TextWrapWord, widget.WarningImportance
	r.retry = widgets.NewQuietButton(s.Words.Text("queue.retry"), nil, func() {
		id := r.batch.ID
		s.change(func(ctx context.Context, q *queue.Queue) error { _, err := q.Retry(ctx, id); return err })
	})
	r.retry.SetTip(s.Words.Text("tip.queue.retry"))
	r.remove = widgets.NewQuietButton(s.Words.Text("queue.remove"), nil, r.askRemove)
	r.remove.SetTip(s.Words.Text("tip.queue.remove"))
	head := container.NewBorder(nil, nil, nil, container.NewHBox(r.retry, r.remove), r.title)
	r.content = container.NewVBox(head, r.bar, r.state, r.trouble, widget.NewSeparator())
	return r
}

func (r *batchRow) show(b queue.Batch) {
	words := r.s.Words
	r.batch = b
	kind := b.Kind
	if key := kindWords[kind]; key != "" {
		kind = words.Text(key)
	}
	r.title.SetText(words.Text("queue.batch", b.ID, kind, b.Made.Format("2006-01-02 15:04")))
	r.bar.Max = float64(max(b.Parts, 1))
	r.bar.SetValue(float64(b.Finished))
	waiting := b.Parts - b.Finished - b.Running - b.Failed
	parts := make([]any, 0, 5)
	for _, n := range []int64{b.Finished, b.Parts, b.Running, waiting, b.Failed} {
		parts = append(parts, format.Count(int(n)))
	}
	r.state.SetText(words.Text("queue.state", parts...))
	r.trouble.SetText(b.Trouble)
	setVisible(r.trouble, b.Trouble != "")
	setVisible(r.retry, b.Failed > 0)
}

func (r *batchRow) askRemove() {
	words, id := r.s.Words, r.batch.ID
	r.s.confirm(words.Text("queue.remove.title"), words.Text("queue.remove.text", id), words.Text("queue.remove"), words.Text("cancel"), func() {
		r.s.change(func(ctx context.Context, q *queue.Queue) error { return q.Remove(ctx, id) })
	})
}
