package window

import (
	"context"
	"slices"

	"siamface/app/session"
	"siamface/model/dataset"
	"siamface/model/format"
	"siamface/model/run"
)

// scoring evaluates the model in use on the people chosen, in the background.
type scoring struct {
	t          *evaluationTab
	cancel     context.CancelFunc // of what reads photos
	stopSearch context.CancelFunc // of the search for intervals
	version    int                // only the newest counts
	waiting    bool               // whether people are to be scored once the tab is seen
}

func newScoring(t *evaluationTab) *scoring {
	return &scoring{t: t, cancel: func() {}, stopSearch: func() {}}
}

// score finds the distances for the model in use. A run's own test people were scored when it was trained; others are scored
// once the tab is seen. Folds that were tested stay as they are, whatever the model.
func (s *scoring) score() {
	t := s.t
	if t.folds.running != nil { // what is shown stays until it has ended
		t.folds.running.again = true
		return
	}
	if folds := t.folds.result; t.who.SelectedIndex() == inFolds && folds != nil {
		if t.shown == nil || t.shown.folded != folds.folded {
			s.giveUp()
			t.show(folds)
		}
		return
	}
	s.giveUp()
	t.shown, s.waiting = nil, false
	t.progress.Done("")
	t.refresh()
	model, all := t.Models.Current, t.who.SelectedIndex() == everyone
	switch {
	case model == nil:
	case !all && model.Folder != "":
		s.readRun(model)
	case t.Folder.Data == nil:
		t.progress.Done(t.Words.Text("evaluation.nofolder"))
	case !t.page.isShown():
		s.waiting = true
	default:
		s.scorePeople(model, all)
	}
}

// giveUp gives up what is being scored: something else is to be shown.
func (s *scoring) giveUp() {
	s.cancel()
	s.version++
}

// scoreOnSight is called when the tab is shown: what nobody had looked at is scored now, and test people who changed meanwhile.
func (s *scoring) scoreOnSight() {
	if s.waiting || s.hasOtherPeople() {
		s.score()
	}
}

// hasOtherPeople tells whether other people than those scored are the open folder's test people now.
func (s *scoring) hasOtherPeople() bool {
	e, data := s.t.shown, s.t.Folder.Data
	return e != nil && e.who == testPeople && e.tested != nil && data != nil && !slices.Equal(e.tested, listTestNames(data))
}

func listTestNames(d *dataset.Dataset) []string { return listNames(d.Of(dataset.Test)) }

func listNames(people []dataset.Person) []string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.Name
	}
	return names
}

// changeFolder is called when another folder is open, or other files of it: its people aren't those of the numbers shown.
func (s *scoring) changeFolder() {
	t := s.t
	t.enable()
	if t.who.SelectedIndex() == inFolds && t.folds.result != nil {
		t.refresh()
		return
	}
	own := t.Models.Current != nil && t.Models.Current.Folder != "" // the run's test people, wherever they are
	if t.who.SelectedIndex() == testPeople && own {
		t.refresh()
		return
	}
	t.who.Pick(testPeople)
	s.score()
}

// readRun reads the distances that the training wrote.
func (s *scoring) readRun(model *session.Model) {
	mine, folder, report := s.version, model.Folder, model.Report
	e := &evaluation{
		threshold: model.Judgement.Threshold, people: report.Test.People, photos: report.Test.Photos,
		of: s.t.FolderTitle(report.Folder), root: report.Folder, name: s.t.RecipeName(),
	}
	e.data, e.scoredPeople = findTestPeople(report)
	runInBackground(func() (*evaluation, error) {
		return e, e.readRun(folder)
	}, func(e *evaluation, err error) { s.finish(mine, e, err) })
}

// scorePeople scores people of the open folder. It works on a copy: their split may be changed meanwhile.
func (s *scoring) scorePeople(model *session.Model, all bool) {
	t := s.t
	data, mine := t.Folder.Data.Clone(), s.version
	e := &evaluation{
		threshold: model.Judgement.Threshold, of: t.FolderTitle(data.Root), root: data.Root, name: t.RecipeName(),
		tested: listTestNames(data),
	}
	people := data.Of(dataset.Test)
	if all {
		people, e.who = data.People, everyone
	}
	if len(people) == 0 {
		t.progress.Done(t.Words.Text("evaluation.nobody"))
		return
	}
	e.data, e.scoredPeople = data, people
	s.work(model, func(ctx context.Context, report func(run.Event)) (*evaluation, error) {
		found, err := run.EvaluatePeople(ctx, model.Model, data, people, run.Wanted{Report: report})
		if err == nil {
			e.takePeople(found)
		}
		return e, err
	}, func(e *evaluation, err error) { s.finish(mine, e, err) })
}

// work does with the model, in the background, what reads photos, and shows how far it is.
func (s *scoring) work(model *session.Model, do func(ctx context.Context, report func(run.Event)) (*evaluation, error), done func(*evaluation, error)) {
	t := s.t
	t.progress.Start(t.Words.Text("evaluation.scoring"))
	model.Hold()
	s.cancel = startWork(func(ctx context.Context, report *coalescer) (*evaluation, error) {
		return do(ctx, func(e run.Event) {
			report.put(func() { t.progress.Set(e.Share, describeScoring(t.Words, e), describeLeft(t.Words, e.Left)) })
		})
	}, func(e *evaluation, err error) {
		model.EndHold()
		done(e, err)
	})
}

// describeScoring says what is done of a stage of an evaluation.
func describeScoring(words *session.Words, e run.Event) string {
	key := map[run.Stage]string{
		run.Reading: "stage.reading", run.Comparing: "stage.comparing", run.ComparingPixels: "stage.comparing.pixels", run.ComparingUntrained: "stage.comparing.untrained",
	}[e.Stage]
	return words.Text(key, format.Count(e.Done), format.Count(e.Total))
}

func (s *scoring) finish(version int, e *evaluation, err error) {
	if version != s.version {
		return
	}
	s.t.reportEnd(err)
	if err != nil {
		s.t.refresh()
		return
	}
	s.t.show(e)
}

// compareBaselines scores the same pairs by raw pixels and by the untrained tower. It reads the photos once more: to keep what
// was read of thousands would take too much memory.
func (s *scoring) compareBaselines() {
	t, model, e := s.t, s.t.Models.Current, s.t.shown
	if model == nil || e == nil || e.baseline != nil || e.data == nil || t.progress.Active() {
		return
	}
	mine := s.version
	s.work(model, func(ctx context.Context, report func(run.Event)) (*evaluation, error) {
		found, err := run.EvaluatePeople(ctx, model.Model, e.data, e.scoredPeople, run.Wanted{Baselines: true, Report: report})
		if err != nil {
			return nil, err
		}
		more := *e
		found, err = found.ScoreBaselines(ctx)
		more.baseline = measureBaselines(found.Baseline)
		return &more, err
	}, func(more *evaluation, err error) {
		if mine != s.version {
			return
		}
		t.reportEnd(err)
		if err == nil {
			now := *t.shown // its intervals may have come meanwhile
			now.baseline = more.baseline
			t.update(&now)
		}
	})
}

// findIntervals finds the intervals of what is shown.
func (s *scoring) findIntervals(e evaluation) {
	s.stopSearch()
	if e.curve.FNMRAtFMR != nil {
		return
	}
	mine := s.version
	s.stopSearch = startWork(func(ctx context.Context, _ *coalescer) (*evaluation, error) {
		return e.measureIntervals(ctx)
	}, func(more *evaluation, err error) {
		if t := s.t; err == nil && mine == s.version && t.shown != nil { // only the end of ctx is an error
			more.baseline = t.shown.baseline
			t.update(more)
		}
	})
}

func (s *scoring) close() {
	s.cancel()
	s.stopSearch()
}
