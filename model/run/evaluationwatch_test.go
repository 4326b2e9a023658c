package run

import (
	"testing"
	"time"

	"siamface/model/cache"
	"siamface/model/dataset"
	"siamface/model/recipes"
	"siamface/model/tower"
)

// TestEvaluationIsWatched: the time left is known from the first event on, and the share never falls and ends at 1.
func TestEvaluationIsWatched(t *testing.T) {
	t.Setenv(cache.Variable, t.TempDir())
	recipe, err := recipes.Find(recipes.Small)
	if err != nil {
		t.Fatal(err)
	}
	net, err := tower.New(recipe.Design, nil, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	made := Record{Provenance: Provenance{Recipe: recipes.Small}}
	people := []dataset.Person{{Name: "a", Photos: make([]dataset.Photo, 50_000)}, {Name: "b", Photos: make([]dataset.Photo, 50_005)}}
	var events []Event
	d := &dataset.Dataset{People: people}
	w := watchEvaluation(&tower.Model{Tower: net}, made, d, people, Wanted{Intervals: true, Baselines: true, Report: func(e Event) { events = append(events, e) }})
	if len(events) != 1 || events[0].Stage != Reading || events[0].Total != 100_005 || events[0].Left < time.Minute || events[0].Left > 10*time.Hour {
		t.Fatalf("it begins with %+v", events)
	}
	const pairs = 100_005 * 100_004 / 2
	for _, stage := range []Stage{Reading, Comparing, Measuring, ComparingPixels, ComparingUntrained} {
		for done := 0; done <= 4; done++ {
			w.tell(stage, done*pairs/4, pairs)
		}
	}
	for i := 1; i < len(events); i++ {
		if events[i].Share < events[i-1].Share {
			t.Errorf("the share falls from %v to %v", events[i-1].Share, events[i].Share)
		}
	}
	if last := events[len(events)-1]; last.Share != 1 || last.Left != 0 {
		t.Errorf("it ends with %+v", last)
	}
	w.remember()
	var none *evaluationWatch
	none.tell(Comparing, 1, 2)
	none.remember()
	if watchEvaluation(&tower.Model{Tower: net}, made, d, people, Wanted{}) != nil {
		t.Error("somebody is told who didn't ask")
	}
}
