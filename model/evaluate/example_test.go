package evaluate_test

import (
	"context"
	"fmt"

	"siamface/model/evaluate"
)

// Photos of six people, two of each; their embeddings have two numbers.
func Example() {
	embeddings := []float32{0, 0, 0.1, 0, 1, 0, 1.1, 0, 0, 1, 0, 1.2, 1, 1, 1.1, 1.1, 2, 0, 2.3, 0, 2, 2, 2.1, 1.4}
	person := []int{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6}
	scores, err := evaluate.Collect(context.Background(), embeddings, 2, person, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	metrics, err := evaluate.MeasureWithIntervals(context.Background(), scores, evaluate.PublishedThreshold)
	if err != nil {
		fmt.Println(err)
		return
	}
	hardest := scores.FarthestGenuine()[0]
	fmt.Printf("%d genuine and %d impostor pairs of %d people\n", metrics.Genuine, metrics.Impostor, scores.People())
	fmt.Printf("accuracy %.3f, between %.3f and %.3f\n", *metrics.Accuracy, metrics.Interval["accuracy"][0], metrics.Interval["accuracy"][1])
	fmt.Printf("photos %d and %d are the hardest genuine pair\n", hardest.I, hardest.J)
	// Output:
	// 6 genuine and 60 impostor pairs of 6 people
	// accuracy 0.917, between 0.750 and 1.000
	// photos 10 and 11 are the hardest genuine pair
}
