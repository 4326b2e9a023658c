package window

import (
	"context"
	"errors"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/format"
	"siamface/model/parallel"
	"siamface/widgets"
)

// mostHashed is how many photos a folder may have that is searched for copies without a click.
const mostHashed = 2000

// depth is how thoroughly a folder was audited.
type depth int

const (
	unaudited      depth = iota
	auditedQuickly       // by bytes and headers
	auditedDeeply        // by every picture, and by the faces that are known
)

// auditor audits the open folder in the background. All of it belongs to Fyne's goroutine.
type auditor struct {
	changed func()      // more is known, or the audit has ended
	failed  func(error) // it broke off

	found       audit.Audit // of the whole folder
	known       depth
	faces       int   // photos whose embeddings were compared
	running     depth // the audit that goes on
	stage       audit.Stage
	done, total int
	cancel      context.CancelFunc
	run         int // counts, so that only the newest is heard
}

func newAuditor(changed func(), failed func(error)) *auditor {
	return &auditor{changed: changed, failed: failed, cancel: func() {}}
}

// reset forgets what is known: the folder is another one.
func (a *auditor) reset() {
	a.stop()
	a.found, a.known, a.faces = audit.Audit{}, unaudited, 0
}

// stop ends the audit that goes on; what an earlier one found stays.
func (a *auditor) stop() {
	a.cancel()
	a.run++
	a.running = unaudited
}

// start audits a folder, with the embeddings of its faces as far as they are known.
func (a *auditor) start(d *dataset.Dataset, how depth, embeddings map[string][]float32) {
	a.stop()
	a.running, a.stage, a.done, a.total = how, audit.Hashing, 0, 0
	data, mine := d.Clone(), a.run
	a.cancel = startWork(func(ctx context.Context, report *coalescer) (audit.Audit, error) {
		return audit.Run(parallel.Aside(ctx), data, audit.Options{Decode: how == auditedDeeply, Embeddings: embeddings}, func(stage audit.Stage, done, total int) {
			report.put(func() {
				if mine == a.run {
					a.stage, a.done, a.total = stage, done, total
					a.changed()
				}
			})
		})
	}, func(found audit.Audit, err error) {
		if mine != a.run {
			return
		}
		a.running = unaudited
		if err == nil {
			a.found, a.known, a.faces = found, how, len(embeddings)
		}
		a.changed()
		if err != nil && !errors.Is(err, context.Canceled) {
			a.failed(err)
		}
	})
}

// folderAudit audits the open folder for the tab, and shows how far that is.
type folderAudit struct {
	*auditor
	t *datasetTab
}

func newFolderAudit(t *datasetTab) *folderAudit {
	a := &folderAudit{t: t}
	a.auditor = newAuditor(a.show, func(err error) { t.showError(t.Words.Text("audit.cannot"), err) })
	return a
}

// show shows what is newly known.
func (a *folderAudit) show() {
	ended := a.running == unaudited
	if ended {
		a.t.listFindings()
	}
	a.t.showProgress()
	if ended {
		a.t.findings.endAudit()
		a.startNext()
	}
}

// startUnasked audits a folder that isn't large, as far as that is quick.
func (a *folderAudit) startUnasked() {
	if d := a.t.Folder.Whole; d != nil && d.Photos() <= mostHashed {
		a.start(d, auditedQuickly, nil)
	}
}

// startNext goes on in a small folder, once its faces are known, to what takes longer: decoding and comparing every picture.
func (a *folderAudit) startNext() {
	t, d := a.t, a.t.Folder.Whole
	if d == nil || t.opener.busy || a.known != auditedQuickly || a.running != unaudited || d.Photos() > mostUnasked {
		return
	}
	if known := t.Models.Lacking != nil || len(t.faces.notes) == d.Photos(); known && !t.faces.running {
		a.startDeep()
	}
}

// startDeep compares every picture of the open folder, and the faces that are known.
func (a *folderAudit) startDeep() {
	t := a.t
	if t.Folder.Whole == nil || t.opener.busy || a.running == auditedDeeply {
		return
	}
	a.start(t.Folder.Whole, auditedDeeply, t.faces.embeddings())
	t.progress.Start("")
	t.showProgress()
}

// stopDeep ends a deep audit.
func (a *folderAudit) stopDeep() {
	if a.running == auditedDeeply {
		a.stop()
		a.t.findings.again = false
		a.t.showProgress()
	}
}

// canFindMore tells whether an audit would find more than the last one.
func (a *folderAudit) canFindMore() bool {
	return a.t.Folder.Whole != nil && a.running != auditedDeeply &&
		(a.known != auditedDeeply || len(a.t.faces.embeddings()) > a.faces)
}

// showProgress shows how far a deep audit is.
func (a *folderAudit) showProgress(progress *widgets.Progress) {
	share := -1.0
	if a.total > 0 {
		share = float64(a.done) / float64(a.total)
	}
	key := "audit.hashing"
	switch a.stage {
	case audit.Decoding:
		key = "audit.decoding"
	case audit.Comparing:
		key = "audit.comparing"
	}
	progress.Set(share, a.t.Words.Text(key, format.Count(a.done), format.Count(a.total)), "")
}
