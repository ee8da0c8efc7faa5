CREATE TABLE `brake_use` (
	`row` integer PRIMARY KEY NOT NULL,
	`brake` text NOT NULL,
	`channel_id` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `brake_use_when` ON `brake_use` (`brake`,`channel_id`,`at`);--> statement-breakpoint
CREATE TABLE `bulk` (
	`id` text PRIMARY KEY NOT NULL,
	`channel_id` text NOT NULL,
	`source` text NOT NULL,
	`state` text NOT NULL,
	`total` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`actor` text,
	`rollback_of` text
);
--> statement-breakpoint
CREATE TABLE `bulk_row` (
	`bulk_id` text NOT NULL,
	`line` integer NOT NULL,
	`given` text NOT NULL,
	`user_id` text,
	`login` text,
	`kind` text NOT NULL,
	`duration_seconds` integer,
	`reason` text NOT NULL,
	`plan` text NOT NULL,
	`state` text NOT NULL,
	`act_id` text,
	`entry_id` text,
	`code` text,
	`before_kind` text,
	`before_expires_at` integer,
	`before_reason` text,
	`at` integer,
	PRIMARY KEY(`bulk_id`, `line`),
	FOREIGN KEY (`bulk_id`) REFERENCES `bulk`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `bulk_row_state` ON `bulk_row` (`bulk_id`,`state`);--> statement-breakpoint
CREATE INDEX `bulk_row_user` ON `bulk_row` (`bulk_id`,`user_id`);--> statement-breakpoint
CREATE TABLE `local_right` (
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`channel_id` text NOT NULL,
	`rights` text NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`subject_kind`, `subject_id`, `channel_id`)
);
--> statement-breakpoint
CREATE TABLE `moderator` (
	`channel_id` text NOT NULL,
	`user_id` text NOT NULL,
	`login` text NOT NULL,
	`display_name` text NOT NULL,
	`added_at` integer,
	`added_by` text,
	`seen_at` integer NOT NULL,
	PRIMARY KEY(`channel_id`, `user_id`)
);
--> statement-breakpoint
CREATE TABLE `protected_person` (
	`channel_id` text NOT NULL,
	`user_id` text NOT NULL,
	`login` text NOT NULL,
	`display_name` text NOT NULL,
	`note` text NOT NULL,
	`added_at` integer NOT NULL,
	`added_by` text NOT NULL,
	PRIMARY KEY(`channel_id`, `user_id`)
);
--> statement-breakpoint
CREATE INDEX `protected_person_user` ON `protected_person` (`user_id`);--> statement-breakpoint
CREATE TABLE `reason_use` (
	`reason` text PRIMARY KEY NOT NULL,
	`uses` integer NOT NULL,
	`last_used_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `scheduled_lift` (
	`id` text PRIMARY KEY NOT NULL,
	`channel_id` text NOT NULL,
	`user_id` text NOT NULL,
	`entry_id` text NOT NULL,
	`due_at` integer NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	`error` text
);
--> statement-breakpoint
CREATE INDEX `scheduled_lift_due` ON `scheduled_lift` (`state`,`due_at`);