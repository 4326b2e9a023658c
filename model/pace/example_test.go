package pace_test

import (
	"fmt"
	"time"

	"siamface/model/pace"
)

func ExampleClock() {
	begun := time.Now()
	clock := pace.New([]pace.Phase{
		{Name: "reading", Kind: "photo", Units: 400},
		{Name: "training", Kind: "step", Units: 800},
	}, map[string]float64{"photo": 0.1, "step": 0.01}, begun)
	fmt.Println(clock.Left(begun))
	now := begun.Add(20 * time.Second) // the photos took half of what was thought
	clock.Note("training", 0, now)
	fmt.Println(clock.Left(now).Round(time.Second))
	// Output:
	// 48s
	// 8s
}
