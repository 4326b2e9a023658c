package train_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"siamface/model/face"
	"siamface/model/network"
	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/train"
	"siamface/model/weights"
)

// whole is how many features the recipe face has.
var whole = face.BuiltIn().Size

// blinded is a method whose embedding shows only so many of the features: the fewer, the worse. It counts its uses.
func blinded(name string, sees int, uses map[string]int) train.Candidate {
	fit := func(ctx context.Context, t *tower.Tower, _ train.Set, _ train.Keeper, _ func(train.Event)) error {
		uses[name]++
		return torch.Do(ctx, func() error {
			head := t.InitialHead(1)
			w := head[network.DenseWeight]
			for i := range w.Shape[0] {
				if i >= sees {
					w.Data[i*w.Shape[1]+i] = 0
				}
			}
			return t.SetHead(map[string]weights.Tensor{network.DenseWeight: w})
		})
	}
	return train.Candidate{Name: name, HeadMethod: train.HeadMethod{Name: name, Fit: fit}}
}

func TestSearchKeepsTheBest(t *testing.T) {
	net := placed(t, recipes.Face)
	before := head(t, net)
	uses := map[string]int{}
	var candidates []train.Candidate
	for name, sees := range map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 6, "f": 9, "g": 20, "h": whole} {
		candidates = append(candidates, blinded(name, sees, uses))
	}
	slices.SortFunc(candidates, func(a, b train.Candidate) int { return int(a.Name[0]) - int(b.Name[0]) })
	broken := errors.New("broken")
	candidates = append(candidates, train.Candidate{Name: "broken", HeadMethod: train.HeadMethod{
		Name: "broken", Fit: func(context.Context, *tower.Tower, train.Set, train.Keeper, func(train.Event)) error { return broken },
	}})
	var told []train.Progress
	trials, err := train.Search(t.Context(), train.Enter(net, noisy(12, 5), candidates...), train.SearchOptions{Folds: 4, Seed: 1}, func(p train.Progress) { told = append(told, p) })
	if err != nil {
		t.Fatal(err)
	}
	if trials[0].Name != "h" || trials[0].Folds != 4 || trials[0].Dropped {
		t.Errorf("the best is %s after %d folds", trials[0].Name, trials[0].Folds)
	}
	if last := trials[len(trials)-1]; last.Name != "broken" || !errors.Is(last.Err, broken) {
		t.Errorf("the last is %s: %v", last.Name, last.Err)
	}
	// All eight twice, then the better half, then the three finalists.
	total := 0
	for _, n := range uses {
		total += n
	}
	if total != 8+8+4+3 || uses["h"] != 4 {
		t.Errorf("%d trainings, %v", total, uses)
	}
	if len(told) != total+1 || told[0].Rounds != 4 || told[len(told)-1].Round != 4 {
		t.Errorf("told %d times", len(told))
	}
	if !reflect.DeepEqual(before, head(t, net)) {
		t.Error("the tower's own head was changed")
	}
}

// noisy is people whose photos scatter so much that few features aren't enough.
func noisy(people, photos int) train.Set {
	set := randomSet(people, photos, whole)
	other := randomSet(people*photos, 1, whole)
	for i := range set.Features.Data {
		set.Features.Data[i] += 2 * other.Features.Data[len(other.Features.Data)-1-i]
	}
	return set
}

// TestSearchThatIsBrokenOff stops in the third round: what counts are the two that are whole.
func TestSearchThatIsBrokenOff(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	uses := map[string]int{}
	candidates := []train.Candidate{blinded("a", 1, uses), blinded("b", whole, uses)}
	trials, err := train.Search(ctx, train.Enter(placed(t, recipes.Face), noisy(12, 5), candidates...), train.SearchOptions{Folds: 6, Seed: 1}, func(p train.Progress) {
		if p.Round == 3 && p.Running == 1 {
			cancel()
		}
	})
	if err != nil || trials[0].Name != "b" || trials[0].Folds != 2 || trials[1].Folds != 2 {
		t.Errorf("%+v, %v", trials, err)
	}
}

func TestSearchWithoutTimeOrPeople(t *testing.T) {
	net := placed(t, recipes.Face)
	candidates := []train.Candidate{blinded("a", whole, map[string]int{})}
	for name, c := range map[string]struct {
		people int
		limit  time.Duration
	}{"no time": {12, 1}, "too few people": {3, 0}} {
		_, err := train.Search(t.Context(), train.Enter(net, noisy(c.people, 4), candidates...), train.SearchOptions{Folds: 4, Limit: c.limit}, nil)
		if !errors.Is(err, train.ErrNothingFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCandidatesCanBeUsed runs every candidate of each recipe for a step.
func TestCandidatesCanBeUsed(t *testing.T) {
	for _, recipe := range recipes.Names() {
		if recipe == recipes.ResNet50 {
			continue // its head is the larger brother of the recipe face's
		}
		net := placed(t, recipe)
		s := settings()
		s.Steps = 1
		candidates := train.Candidates(net, s)
		if len(candidates) < 2 {
			t.Errorf("%s: %d candidates", recipe, len(candidates))
		}
		for _, c := range candidates {
			if err := c.HeadMethod.Fit(t.Context(), net, randomSet(8, 4, net.Design.Features), nil, nil); err != nil {
				t.Errorf("%s, %s: %v", recipe, c.Name, err)
			}
		}
	}
}

// TestSearchStoppedInItsFirstRound compares those that had their turn: better than nothing.
func TestSearchStoppedInItsFirstRound(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	uses := map[string]int{}
	candidates := []train.Candidate{blinded("a", 1, uses), blinded("b", whole, uses), blinded("c", whole, uses)}
	trials, err := train.Search(ctx, train.Enter(placed(t, recipes.Face), noisy(12, 5), candidates...), train.SearchOptions{Folds: 4, Seed: 1}, func(p train.Progress) {
		if p.Running == 2 {
			cancel()
		}
	})
	if err != nil || trials[0].Name != "b" || trials[0].Folds != 1 || trials[1].Name != "a" || trials[2].Folds != 0 {
		t.Errorf("%+v, %v", trials, err)
	}
}

func TestTheWayThatSettingsSay(t *testing.T) {
	for want, change := range map[string]func(*train.Settings){
		train.MethodTrained:   func(*train.Settings) {},
		train.MethodUntrained: func(s *train.Settings) { s.Epochs = 0 },
		train.MethodWhitened:  func(s *train.Settings) { s.Epochs, s.Start = 0, train.StartWhitened },
	} {
		s := settings()
		change(&s)
		if got := s.HeadMethod().Name; got != want {
			t.Errorf("the method is %s, want %s", got, want)
		}
	}
}

// TestSearchOverTowers has heads of two towers compared in the same folds; the worse tower is dropped, and both keep their own heads.
func TestSearchOverTowers(t *testing.T) {
	faces, small := placed(t, recipes.Face), placed(t, recipes.Small)
	before := [][]float32{head(t, faces)[network.DenseWeight].Data, head(t, small)[network.DenseWeight].Data}
	uses := map[string]int{}
	people := noisy(12, 5)
	pixels := randomSet(12, 5, 64*64)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(pixels.Person), func(i, k int) { // nothing can be learned from them
		a, b := pixels.Features.Row(i), pixels.Features.Row(k)
		for c := range a {
			a[c], b[c] = b[c], a[c]
		}
	})
	s := settings()
	s.Epochs = 0
	held := map[string][]int{}
	spying := func(name string) train.Candidate {
		return train.Candidate{Name: name, Settings: s, HeadMethod: train.HeadMethod{Name: name, Fit: func(_ context.Context, _ *tower.Tower, rest train.Set, _ train.Keeper, _ func(train.Event)) error {
			held[name] = append(held[name], len(rest.Person), rest.Person[0], rest.Person[len(rest.Person)-1])
			return nil
		}}}
	}
	candidates := slices.Concat(train.Enter(small, pixels, spying("p"), spying("q")),
		train.Enter(faces, people, blinded("a", 2, uses), blinded("b", whole, uses), spying("c")))
	trials, err := train.Search(t.Context(), candidates, train.SearchOptions{Folds: 4, Seed: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if best := trials[0]; best.Entrant.Tower != faces || best.Folds != 4 {
		t.Errorf("the best is %s of %s after %d folds", best.Name, best.Entrant.Tower.Design.Name, best.Folds)
	}
	if !slices.Equal(held["p"][:6], held["c"][:6]) {
		t.Errorf("two towers were compared on other folds: %v and %v", held["p"], held["c"])
	}
	if !slices.Equal(before[0], head(t, faces)[network.DenseWeight].Data) || !slices.Equal(before[1], head(t, small)[network.DenseWeight].Data) {
		t.Error("a tower's own head was changed")
	}
}

// TestACrowdIsHalvedAtOnce: more than eight candidates aren't all scored twice.
func TestACrowdIsHalvedAtOnce(t *testing.T) {
	uses := map[string]int{}
	var candidates []train.Candidate
	for i := range 12 {
		candidates = append(candidates, blinded(string(rune('a'+i)), 1+i*i, uses))
	}
	trials, err := train.Search(t.Context(), train.Enter(placed(t, recipes.Face), noisy(12, 5), candidates...), train.SearchOptions{Folds: 4, Seed: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, n := range uses {
		total += n
	}
	if total != 12+6+3+3 || trials[0].Folds != 4 || uses["a"] != 1 {
		t.Errorf("%d trainings, %v", total, uses)
	}
}

// TestCandidatesAreDifferent: no two of a recipe make the same head in closed form.
func TestCandidatesAreDifferent(t *testing.T) {
	net := placed(t, recipes.ResNet50Aligned)
	s := settings()
	s.Epochs, s.Start = 0, train.StartWhitened
	ways := map[string]bool{}
	for _, c := range train.Candidates(net, s) {
		if ways[c.HeadMethod.Name] {
			t.Errorf("%s makes the same head as another", c.Name)
		}
		ways[c.HeadMethod.Name] = true
	}
}
