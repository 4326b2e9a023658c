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

// Candidate is what a search tries: a method for the head of a tower, with the settings that it came from, for the record and for a last
// training.
type Candidate struct {
	Name       string
	Settings   Settings
	HeadMethod HeadMethod
	Entrant    *Entrant
}

// Entrant is a tower that takes part in a search, with the people's photos as it sees them.
type Entrant struct {
	Tower  *tower.Tower // placed
	People Set
}

// Enter makes a tower the one whose heads the candidates are.
func Enter(t *tower.Tower, people Set, candidates ...Candidate) []Candidate {
	e := &Entrant{t, people}
	entered := slices.Clone(candidates)
	for i := range entered {
		entered[i].Entrant = e
	}
	return entered
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
	Turn, Turns   int // of this round, from 0: a candidate's fold is one
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
	// mostTwice is the most candidates that are all scored so often: of more, the worse half goes after one round already.
	mostTwice = 8
	// finalists stay to the last round.
	finalists = 3
)

// ErrNothingFound is a search in which no candidate was scored.
var ErrNothingFound = errors.New("the search found nothing: its time was too short for one round, or there are too few people for folds; give it more")

// Search compares candidates by cross-validation over people: all of them on the same folds, one fold a round, whatever towers they
// belong to; the numbers of people mean the same to all. After two rounds the worse half is dropped after each, down to three; of more
// than eight candidates after the first too. That is successive halving with folds as the resource (Jamieson and Talwalkar,
// "Non-stochastic best arm identification and hyperparameter optimization", 2016). Within a round the towers share the time: it is the
// turn of the one that had the least so far. Candidates that had none when half the time is over are dropped. So is one that takes its
// tower's whole part of that half for its first fold: the others are then compared on more folds.
//
// The trials come back best first: those with the most folds, and among them those with the least EER, then the greatest d′. When its
// time is over or ctx ends, what is complete counts: candidates are compared on the folds that all of those left have; in the first
// round, those whose turn it was already. The people must not be those that the winner is tested on. The towers' own heads are the same
// afterwards as before. report may be nil.
func Search(ctx context.Context, candidates []Candidate, o SearchOptions, report func(Progress)) ([]Trial, error) {
	s := &search{report: report}
	if len(candidates) > 0 {
		s.folds = dealFolds(candidates[0].Entrant.People.Person, o.Folds, o.Seed)
	}
	for _, c := range candidates {
		s.trials = append(s.trials, Trial{Candidate: c, EER: math.NaN(), DPrime: math.NaN()})
	}
	limited, cancel := ctx, context.CancelFunc(func() {})
	if o.Limit > 0 {
		limited, cancel = context.WithTimeout(ctx, o.Limit)
		s.half, s.share = time.Now().Add(o.Limit/2), o.Limit/2/time.Duration(max(1, countTowers(candidates)))
	}
	defer cancel()
	s.runRounds(limited)
	slices.SortStableFunc(s.trials, CompareTrials)
	if len(s.trials) == 0 || s.trials[0].Folds == 0 {
		return s.trials, ErrNothingFound
	}
	return s.trials, nil
}

type search struct {
	folds  []map[int]bool
	trials []Trial
	half   time.Time     // after which nothing new is tried; zero is never
	share  time.Duration // of a turn in the first round, at most; 0 is no limit
	report func(Progress)
}

// runRounds goes through the rounds until ctx ends.
func (s *search) runRounds(ctx context.Context) {
	for round := range s.folds {
		scored := s.scoreRound(ctx, round)
		if ctx.Err() != nil && round > 0 { // a later round that isn't whole counts for nobody; of the first, better some compared than none
			return
		}
		for i, scores := range scored {
			s.trials[i].addFold(scores)
		}
		if ctx.Err() != nil {
			return
		}
		if left := s.listLeft(); round+1 >= sureRounds || len(left) > mostTwice {
			dropWorse(left)
		}
	}
}

// scoreRound scores a fold by all that are left: the scores by trial.
func (s *search) scoreRound(ctx context.Context, round int) map[int]evaluate.Scores {
	scored, had := map[int]evaluate.Scores{}, map[int]bool{}
	turns := len(s.listLeft())
	for i := s.nextTrial(had); i >= 0; i = s.nextTrial(had) {
		if round == 0 && len(scored) >= finalists && !s.half.IsZero() && time.Now().After(s.half) {
			s.trials[i].Dropped = true
			continue
		}
		s.reportProgress(Progress{Round: round + 1, Rounds: len(s.folds), Turn: len(had), Turns: turns, Running: i})
		had[i] = true
		scores, late, err := s.takeTurn(ctx, round, i)
		if ctx.Err() != nil {
			return scored
		}
		if s.trials[i].Dropped = late; late {
			continue
		}
		if s.trials[i].Err = err; err == nil {
			scored[i] = scores
		}
	}
	return scored
}

// takeTurn scores a fold by one candidate, which in the first round must not take longer than its tower's share.
func (s *search) takeTurn(ctx context.Context, round, i int) (scores evaluate.Scores, late bool, err error) {
	if round == 0 && s.share > 0 {
		limited, cancel := context.WithTimeout(ctx, s.share)
		defer cancel()
		ctx = limited
	}
	scores, err = s.scoreTrial(ctx, round, i)
	return scores, ctx.Err() != nil, err
}

// countTowers counts those that take part.
func countTowers(candidates []Candidate) int {
	known := map[*Entrant]bool{}
	for _, c := range candidates {
		known[c.Entrant] = true
	}
	return len(known)
}

// nextTrial is the trial whose turn it is in a round: the first of the tower that had the least time so far, so that those of a slow one don't
// keep others waiting; −1 where all have had theirs.
func (s *search) nextTrial(had map[int]bool) int {
	spent := map[*Entrant]float64{}
	for _, t := range s.trials {
		spent[t.Entrant] += t.Seconds
	}
	first := -1
	for i, t := range s.trials {
		if t.Dropped || t.Err != nil || had[i] {
			continue
		}
		if first < 0 || spent[t.Entrant] < spent[s.trials[first].Entrant] {
			first = i
		}
	}
	return first
}

func (s *search) scoreTrial(ctx context.Context, round, i int) (scores evaluate.Scores, err error) {
	begun, t := time.Now(), &s.trials[i]
	defer func() { t.Seconds += time.Since(begun).Seconds() }()
	err = leavingHead(background, t.Entrant.Tower, func() error {
		scores, err = scoreFold(ctx, t.Entrant.Tower, t.Entrant.People, s.folds[round], t.HeadMethod, nothing{}, func(Event) {})
		return err
	})
	return scores, err
}

func (s *search) reportProgress(p Progress) {
	if s.report != nil {
		p.Trials = slices.Clone(s.trials)
		s.report(p)
	}
}

// listLeft are the trials that go on.
func (s *search) listLeft() (left []*Trial) {
	for i := range s.trials {
		if !s.trials[i].Dropped && s.trials[i].Err == nil {
			left = append(left, &s.trials[i])
		}
	}
	return left
}

// dropWorse gives up the worse half.
func dropWorse(left []*Trial) {
	slices.SortStableFunc(left, func(a, b *Trial) int { return CompareTrials(*a, *b) })
	for _, t := range left[min(len(left), max(finalists, (len(left)+1)/2)):] {
		t.Dropped = true
	}
}

// addFold counts another fold.
func (t *Trial) addFold(fold evaluate.Scores) {
	t.scores = evaluate.PoolScores(t.scores, fold)
	t.Folds++
	t.EER, t.DPrime = evaluate.OrNaN(t.scores.EER()), evaluate.OrNaN(t.scores.DPrime())
}

// CompareTrials orders trials, the best first. NaN comes last.
func CompareTrials(a, b Trial) int {
	worth := func(v float64) float64 {
		if math.IsNaN(v) {
			return math.Inf(1)
		}
		return v
	}
	return cmp.Or(cmp.Compare(b.Folds, a.Folds), cmp.Compare(worth(a.EER), worth(b.EER)), cmp.Compare(worth(-a.DPrime), worth(-b.DPrime)))
}
