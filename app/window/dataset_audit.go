package window

import (
	"context"
	"errors"

	"siamface/model/audit"
	"siamface/model/dataset"
)

// mostHashed is how many photos a folder may have that is searched for copies without a click.
const mostHashed = 2000

// depth is how thoroughly a folder was audited.
type depth int

const (
	unaudited depth = iota
	quickly         // by bytes and headers
	deeply          // by every picture, and by the faces that are known
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
	ctx, cancel := context.WithCancel(context.Background())
	a.cancel, a.running, a.stage, a.done, a.total = cancel, how, audit.Hashing, 0, 0
	data, mine, report := d.Clone(), a.run, &latest{}
	inBackground(func() (audit.Audit, error) {
		return audit.Run(ctx, data, audit.Options{Decode: how == deeply, Embeddings: embeddings}, func(stage audit.Stage, done, total int) {
			report.Put(func() {
				if mine == a.run {
					a.stage, a.done, a.total = stage, done, total
					a.changed()
				}
			})
		})
	}, func(found audit.Audit, err error) {
		report.Close()
		cancel()
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

// newAudit links the audit to the tab.
func (t *datasetTab) newAudit() *auditor {
	return newAuditor(func() {
		ended := t.auditor.running == unaudited
		if ended {
			t.listFindings()
		}
		t.showFinding()
		if ended {
			t.findings.ended()
			t.auditNext()
		}
	}, func(err error) { t.w.showError(t.w.t("audit.cannot"), err) })
}

// auditNext goes on in a small folder, once its faces are known, to what takes longer: decoding and comparing every picture.
func (t *datasetTab) auditNext() {
	a, d := t.auditor, t.w.whole
	faces := t.w.lacking != nil || d != nil && len(t.finder.notes) == d.Photos()
	if d == nil || t.busy || a.known != quickly || a.running != unaudited || t.finder.running || !faces || d.Photos() > mostUnasked {
		return
	}
	t.auditDeeply()
}

// auditDeeply compares every picture of the open folder, and the faces that are known.
func (t *datasetTab) auditDeeply() {
	if t.w.whole == nil || t.busy || t.auditor.running == deeply {
		return
	}
	t.auditor.start(t.w.whole, deeply, t.finder.embeddings())
	t.progress.Start("")
	t.showFinding()
}

// stopAudit ends a deep audit.
func (t *datasetTab) stopAudit() {
	if t.auditor.running == deeply {
		t.auditor.stop()
		t.findings.again = false
		t.showFinding()
	}
}

// canAudit tells whether an audit would find more than the last one.
func (t *datasetTab) canAudit() bool {
	a := t.auditor
	return t.w.whole != nil && a.running != deeply && (a.known != deeply || len(t.finder.embeddings()) > a.faces)
}

// showAuditing shows how far a deep audit is.
func (t *datasetTab) showAuditing() {
	a := t.auditor
	share := -1.0
	if a.total > 0 {
		share = float64(a.done) / float64(a.total)
	}
	done, total := grouped(a.done), grouped(a.total)
	switch a.stage {
	case audit.Decoding:
		t.progress.Set(share, t.w.t("audit.decoding", done, total), "")
	case audit.Comparing:
		t.progress.Set(share, t.w.t("audit.comparing", done, total), "")
	default:
		t.progress.Set(share, t.w.t("audit.hashing", done, total), "")
	}
}
