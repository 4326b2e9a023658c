package train

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"siamface/model/evaluate"
	"siamface/model/tower"
)

// Candidate is what a search tries: a way to the head, with the settings that it came from, for the record and for a last training.
type Candidate struct {
	Name     string   `json:"name"`
	Settings Settings `json:"settings"`
	Way      Way      `json:"-"`
}

// Trial is what a candidate has reached. Figures without data are NaN.
type Trial struct {
	Candidate
	Folds   int     // scored so far
	EER     float64 // of all pairs within those folds
	DPrime  float64
	Seconds float64 // spent
	Dropped bool    // given up for better ones
	Err     error   // why it can't be used at all

	scores evaluate.Scores
}

// Progress is the state of a search, reported before each fold. Its trials are a copy.
type Progress struct {
	Round, Rounds int // a round scores one fold by every candidate that is left; from 1
	Running       int // the trial at work
	Trials        []Trial
}

// SearchOptions bound a search.
type SearchOptions struct {
	Folds int // of people, as in CrossValidate
	Seed  uint64
	Limit time.Duration // no fold is begun after it, and the running one is broken off; 0 is none
}

const (
	// sureRounds are scored by all candidates: after less, chance would drop good ones.
	sureRounds = 2
	// finalists stay to the last round.
	finalists = 3
)

// ErrNothingFound is a search in which no candidate was scored.
var ErrNothingFound = errors.New("the search found nothing: its time was too short for one round, or there are too few people for folds; give it more")

// Search compares candidates by cross-validation over people: all of them on the same folds, one fold a round. After two rounds the
// worse half is dropped after each, down to three (successive halving, as Jamieson and Talwalkar, "Non-stochastic best arm
// identification and hyperparameter optimization", 2016, with folds as the resource). The trials come back best first: those with the
// most folds, and among them those with the least EER, then the greatest d′. When its time is over or ctx ends, what is complete counts:
// candidates are compared on the folds that all of those left have; in the first round, those whose turn it was already. The people must not be those that the winner is tested on. The
// tower's own head is the same afterwards as before. report may be nil.
func Search(ctx context.Context, t *tower.Tower, people Set, candidates []Candidate, o SearchOptions, report func(Progress)) ([]Trial, error) {
	s := &search{tower: t, people: people, folds: deal(people.Person, o.Folds, o.Seed), report: report}
	for _, c := range candidates {
		s.trials = append(s.trials, Trial{Candidate: c, EER: math.NaN(), DPrime: math.NaN()})
	}
	limited, cancel := ctx, context.CancelFunc(func() {})
	if o.Limit > 0 {
		limited, cancel = context.WithTimeout(ctx, o.Limit)
	}
	defer cancel()
	err := leavingHead(background, t, func() error { return s.run(limited) })
	if err != nil && limited.Err() == nil {
		return nil, err
	}
	slices.SortStableFunc(s.trials, better)
	if len(s.trials) == 0 || s.trials[0].Folds == 0 {
		return s.trials, ErrNothingFound
	}
	return s.trials, nil
}

type search struct {
	tower  *tower.Tower
	people Set
	folds  []map[int]bool
	trials []Trial
	report func(Progress)
}

func (s *search) run(ctx context.Context) error {
	for round := range s.folds {
		scored := map[int]evaluate.Scores{}
		for i := range s.trials {
			if s.trials[i].Dropped || s.trials[i].Err != nil {
				continue
			}
			s.tell(round, i)
			scores, err := s.score(ctx, round, i)
			if ctx.Err() != nil {
				if round == 0 { // better some compared than none; a later round that isn't whole counts for nobody
					s.count(scored)
				}
				return ctx.Err()
			}
			if s.trials[i].Err = err; err == nil {
				scored[i] = scores
			}
		}
		s.count(scored)
		if round+1 >= sureRounds {
			s.drop()
		}
	}
	return nil
}

// count adds a fold's scores, by trial.
func (s *search) count(scored map[int]evaluate.Scores) {
	for i, scores := range scored {
		s.trials[i].add(scores)
	}
}

func (s *search) score(ctx context.Context, round, i int) (evaluate.Scores, error) {
	begun := time.Now()
	defer func() { s.trials[i].Seconds += time.Since(begun).Seconds() }()
	return scoreFold(ctx, s.tower, s.people, s.folds[round], s.trials[i].Way, func(Event) {})
}

func (s *search) tell(round, i int) {
	if s.report != nil {
		s.report(Progress{Round: round + 1, Rounds: len(s.folds), Running: i, Trials: slices.Clone(s.trials)})
	}
}

// drop gives up the worse half of what is left.
func (s *search) drop() {
	var left []*Trial
	for i := range s.trials {
		if !s.trials[i].Dropped && s.trials[i].Err == nil {
			left = append(left, &s.trials[i])
		}
	}
	slices.SortStableFunc(left, func(a, b *Trial) int { return better(*a, *b) })
	for _, t := range left[min(len(left), max(finalists, (len(left)+1)/2)):] {
		t.Dropped = true
	}
}

// add counts another fold.
func (t *Trial) add(fold evaluate.Scores) {
	t.scores = evaluate.Pool(t.scores, fold)
	t.Folds++
	t.EER, t.DPrime = orNaN(t.scores.EER()), orNaN(t.scores.DPrime())
}

// better orders trials, the best first. NaN comes last.
func better(a, b Trial) int {
	worth := func(v float64) float64 {
		if math.IsNaN(v) {
			return math.Inf(1)
		}
		return v
	}
	return cmp.Or(cmp.Compare(b.Folds, a.Folds), cmp.Compare(worth(a.EER), worth(b.EER)), cmp.Compare(worth(-a.DPrime), worth(-b.DPrime)))
}
