package errorrate

// Interval is the 95 % interval of a rate, at one place along a curve: from Low to High.
type Interval struct {
	At   float64 `json:"at"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Ends are Low and High.
func (i Interval) Ends() [2]float64 { return [2]float64{i.Low, i.High} }

// RuleOfThree is the greatest rate that can't be ruled out, with 95 % confidence, where none of n pairs was wrong: 3/n, at most 1
// (ISO/IEC 19795-1 annex B).
func RuleOfThree(n int) float64 { return min(1, 3/float64(max(1, n))) }

// WidenUnseen is the interval of an error rate on n pairs: where no error was seen, it reaches to RuleOfThree at least, for drawing
// people again can't show what none of them did.
func WidenUnseen(ends [2]float64, rate float64, n int) [2]float64 {
	if rate == 0 && n > 0 {
		ends[1] = max(ends[1], RuleOfThree(n))
	}
	return ends
}

// UsualFMR is the false match rate of a threshold that nobody chose a rate for.
const UsualFMR = 0.01

// FMROr is a false match rate that was chosen, UsualFMR where none was (0).
func FMROr(chosen float64) float64 {
	if chosen > 0 {
		return chosen
	}
	return UsualFMR
}
