CREATE TABLE `metric_slice` (
	`span` integer NOT NULL,
	`at` integer NOT NULL,
	`facts` text NOT NULL,
	PRIMARY KEY(`span`, `at`)
);
