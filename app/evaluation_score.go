//go:build !headless

package app

import (
	"context"
	"errors"

	"siamface/model/dataset"
	"siamface/model/run"
	"siamface/model/verify"
)

// score finds the distances for the model in use: a run's own test people were scored when it was trained; others are
// scored as soon as the tab is seen, in the background.
func (t *evaluationTab) score() {
	t.cancel()
	t.version++
	t.scored, t.waiting = nil, false
	t.progress.Done("")
	t.refresh()
	model := t.w.model
	if model == nil {
		return
	}
	everyone := t.who.SelectedIndex() == everyone
	if !everyone && model.folder != "" {
		t.readRun(model)
		return
	}
	if t.w.data == nil {
		t.progress.Done(t.w.t("evaluation.nofolder"))
		return
	}
	if t.waiting = t.w.tabs.Selected() != tabEvaluation; !t.waiting {
		t.scorePeople(model, everyone)
	}
}

// appear is called when the tab is shown: what nobody had looked at is scored now.
func (t *evaluationTab) appear() {
	if t.waiting {
		t.score()
	}
}

// otherFolder is called when another folder is open: its people aren't those of the numbers shown.
func (t *evaluationTab) otherFolder() {
	own := t.w.model != nil && t.w.model.folder != "" // the run's test people, wherever they are
	if t.who.SelectedIndex() == testPeople && own {
		t.refresh()
		return
	}
	t.who.Pick(testPeople)
	t.score()
}

// readRun reads the distances that the training wrote.
func (t *evaluationTab) readRun(model *heldModel) {
	mine := t.version
	s := &scored{
		threshold: model.Judgement.Threshold, people: model.report.Test.People, photos: model.report.Test.Photos,
		of: t.w.folderTitle(model.report.Folder),
	}
	folder := model.folder
	inBackground(func() (*scored, error) {
		var err error
		s.scores, err = run.Scores(folder)
		return s, err
	}, func(s *scored, err error) { t.finish(mine, s, err) })
}

// scorePeople scores people of the open folder. It works on a copy: their split may be changed meanwhile.
func (t *evaluationTab) scorePeople(model *heldModel, everyone bool) {
	data, mine, report := t.w.data.Clone(), t.version, &latest{}
	people := data.Of(dataset.Test)
	if everyone {
		people = data.People
	}
	if len(people) == 0 {
		t.progress.Done(t.w.t("evaluation.nobody"))
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.cancel = cancel
	s := &scored{threshold: model.Judgement.Threshold, everyone: everyone, of: t.w.folderTitle(data.Root)}
	t.progress.Start(t.w.t("evaluation.scoring"))
	model.use()
	inBackground(func() (*scored, error) {
		found, err := verify.People(ctx, model.Model, data, people, func(done, total int) {
			report.Put(func() {
				t.progress.Set(float64(done)/float64(total), t.w.t("stage.reading", grouped(done), grouped(total)), "")
			})
		})
		s.scores, s.people, s.photos, s.skipped = found.Scores, found.People, found.Photos, len(found.Skipped)
		return s, err
	}, func(s *scored, err error) {
		report.Close()
		cancel()
		model.done()
		t.finish(mine, s, err)
	})
}

func (t *evaluationTab) finish(version int, s *scored, err error) {
	if version != t.version {
		return
	}
	t.progress.Done("")
	switch {
	case errors.Is(err, context.Canceled):
		t.progress.Done(t.w.t("evaluation.stopped"))
	case err != nil:
		t.w.showError(t.w.t("evaluation.cannot"), err)
	default:
		t.scored = s
	}
	t.refresh()
}
