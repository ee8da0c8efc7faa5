ALTER TABLE `act_intent` ADD `answered_at` integer;--> statement-breakpoint
ALTER TABLE `act_intent` ADD `latency_ms` integer;--> statement-breakpoint
ALTER TABLE `act_intent` ADD `confirmation` text;--> statement-breakpoint
ALTER TABLE `act_intent` ADD `confirmed_at` integer;--> statement-breakpoint
ALTER TABLE `act_intent` ADD `undoes` text;--> statement-breakpoint
CREATE INDEX `act_intent_entry` ON `act_intent` (`entry_id`);--> statement-breakpoint
CREATE INDEX `act_intent_answered` ON `act_intent` (`answered_at`,`latency_ms`,`confirmed_at`);--> statement-breakpoint
CREATE INDEX `act_intent_unconfirmed` ON `act_intent` (`answered_at`) WHERE confirmation IN ('waiting', 'missing', 'unheard');