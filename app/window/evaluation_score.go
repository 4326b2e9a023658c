package window

import (
	"context"
	"errors"
	"math"
	"slices"

	"siamface/model/dataset"
	"siamface/model/verify"
)

// score finds the distances for the model in use: a run's own test people were scored when it was trained; others are
// scored as soon as the tab is seen, in the background. Folds that were tested stay as they are, whatever the model.
func (t *evaluationTab) score() {
	if t.running != nil { // what is shown stays until it has ended
		t.running.again = true
		return
	}
	if t.who.SelectedIndex() == inFolds && t.folded != nil {
		if t.scored == nil || t.scored.folded != t.folded.folded {
			t.cancel()
			t.version++
			t.take(t.folded)
		}
		return
	}
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

// appear is called when the tab is shown: what nobody had looked at is scored now, and test people who changed meanwhile.
func (t *evaluationTab) appear() {
	if t.waiting || t.othersTest() {
		t.score()
	}
}

// othersTest tells whether other people than those scored are the open folder's test people now.
func (t *evaluationTab) othersTest() bool {
	s := t.scored
	return s != nil && s.who == testPeople && s.tested != nil && t.w.data != nil &&
		!slices.Equal(s.tested, testNames(t.w.data))
}

func testNames(d *dataset.Dataset) []string {
	list := []string{}
	for _, p := range d.Of(dataset.Test) {
		list = append(list, p.Name)
	}
	return list
}

// otherFolder is called when another folder is open: its people aren't those of the numbers shown.
func (t *evaluationTab) otherFolder() {
	t.enable()
	if t.who.SelectedIndex() == inFolds && t.folded != nil {
		t.refresh()
		return
	}
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
		of: t.w.folderTitle(model.report.Folder), root: model.report.Folder, name: t.w.recipeName(),
	}
	s.data, s.scoredPeople = testPeopleOf(model.report)
	folder := model.folder
	inBackground(func() (*scored, error) {
		err := s.fromRun(folder)
		s.measure()
		return s, err
	}, func(s *scored, err error) { t.finish(mine, s, err) })
}

// scorePeople scores people of the open folder. It works on a copy: their split may be changed meanwhile.
func (t *evaluationTab) scorePeople(model *heldModel, all bool) {
	data, mine := t.w.data.Clone(), t.version
	s := &scored{
		threshold: model.Judgement.Threshold, of: t.w.folderTitle(data.Root), root: data.Root, name: t.w.recipeName(),
		tested: testNames(data),
	}
	people := data.Of(dataset.Test)
	if all {
		people, s.who = data.People, everyone
	}
	if len(people) == 0 {
		t.progress.Done(t.w.t("evaluation.nobody"))
		return
	}
	s.data, s.scoredPeople = data, people
	t.work(model, func(ctx context.Context, progress func(done, total int)) (*scored, error) {
		found, err := verify.People(ctx, model.Model, data, people, progress)
		if err == nil {
			s.fromPeople(found)
			s.measure()
		}
		return s, err
	}, func(s *scored, err error) { t.finish(mine, s, err) })
}

// work does with the model, in the background, what reads photos, and shows how far it is.
func (t *evaluationTab) work(model *heldModel, do func(ctx context.Context, progress func(done, total int)) (*scored, error), done func(*scored, error)) {
	report := &latest{}
	ctx, cancel := context.WithCancel(context.Background())
	t.cancel = cancel
	t.progress.Start(t.w.t("evaluation.scoring"))
	model.use()
	inBackground(func() (*scored, error) {
		return do(ctx, func(done, total int) {
			report.Put(func() {
				t.progress.Set(float64(done)/float64(total), t.w.t("stage.reading", grouped(done), grouped(total)), "")
			})
		})
	}, func(s *scored, err error) {
		report.Close()
		cancel()
		model.done()
		done(s, err)
	})
}

// compareBaselines scores the same pairs by raw pixels and by the untrained tower. It reads the photos once more: to keep what
// was read of thousands would take too much memory.
func (t *evaluationTab) compareBaselines() {
	model, s := t.w.model, t.scored
	if model == nil || s == nil || s.baseline != nil || s.data == nil || t.progress.Active() {
		return
	}
	mine, seed := t.version, model.report.Settings.Seed
	t.work(model, func(ctx context.Context, progress func(done, total int)) (*scored, error) {
		found, err := verify.People(ctx, model.Model, s.data, s.scoredPeople, progress)
		if err != nil {
			return nil, err
		}
		more := *s
		scores, err := found.Baseline(ctx, model.Model, seed)
		more.baseline = compared(scores)
		return &more, err
	}, func(more *scored, err error) {
		if mine != t.version {
			return
		}
		t.say(err)
		if err == nil {
			now := *t.scored // its intervals may have come meanwhile
			now.baseline = more.baseline
			t.update(&now)
		}
	})
}

// say ends the progress with what happened.
func (t *evaluationTab) say(err error) {
	t.progress.Done("")
	switch {
	case errors.Is(err, context.Canceled):
		t.progress.Done(t.w.t("evaluation.stopped"))
	case err != nil:
		t.w.showError(t.w.t("evaluation.cannot"), err)
	}
}

func (t *evaluationTab) finish(version int, s *scored, err error) {
	if version != t.version {
		return
	}
	t.say(err)
	if err != nil {
		t.refresh()
		return
	}
	t.take(s)
}

// take shows scores, first without intervals, then with them.
func (t *evaluationTab) take(s *scored) {
	t.scored, t.threshold, t.around = s, s.threshold, atThreshold{threshold: math.NaN()}
	t.refresh()
	t.settle()
	t.bound(*s)
}

// bound finds the intervals in the background.
func (t *evaluationTab) bound(s scored) {
	t.bounding()
	if s.curve.FNMRAtFMR != nil {
		return
	}
	mine := t.version
	ctx, cancel := context.WithCancel(context.Background())
	t.bounding = cancel
	inBackground(func() (*scored, error) { return s.measureIntervals(ctx) }, func(more *scored, err error) {
		cancel()
		if err != nil || mine != t.version || t.scored == nil { // only the end of ctx is an error
			return
		}
		more.baseline = t.scored.baseline
		t.update(more)
	})
}

// update shows the same scores with more known of them. The threshold stays where it was moved to.
func (t *evaluationTab) update(s *scored) {
	if t.folded != nil && t.folded.folded == s.folded {
		t.folded = s
	}
	t.scored = s
	t.showNumbers()
	t.redraw()
}
