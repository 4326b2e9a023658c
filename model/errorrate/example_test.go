package errorrate_test

import (
	"fmt"

	"siamface/model/errorrate"
)

// Five genuine and six impostor pairs, one of each on the wrong side.
func Example() {
	classes, err := errorrate.New([]float64{0.2, 0.3, 0.4, 0.5, 0.9}, []float64{0.7, 0.95, 1, 1.1, 1.2, 1.3})
	if err != nil {
		fmt.Println(err)
		return
	}
	eer, _ := classes.EER()
	best, _ := classes.BestThreshold()
	at := classes.At(best)
	fmt.Printf("EER %.1f %%\n", 100*eer)
	fmt.Printf("at %.2f: FMR %.1f %%, FNMR %.1f %%\n", at.Threshold, 100*at.FMR, 100*at.FNMR)
	fmt.Println("an FMR of 1 % can be shown:", classes.CanShow(0.01))
	// Output:
	// EER 16.7 %
	// at 0.93: FMR 16.7 %, FNMR 0.0 %
	// an FMR of 1 % can be shown: false
}
